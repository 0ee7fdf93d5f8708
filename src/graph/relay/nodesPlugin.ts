/** A Pothos plugin by which `nodes` of a connection are its nodes, and not those of its edges. */
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import { Connection } from './connection.ts';

/** The plugin's name in SchemaBuilder. */
export const NODES = 'nodes';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the only way Pothos lets a plugin add to its types
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      nodes: NodesPlugin<Types>;
    }
  }
}

/** An edge and its cursor take longer to make than a node, which may be written without being made at all. */
export class NodesPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { resolve } = config;
    if (config.name !== 'nodes' || !resolve) return config;
    return Object.assign({}, config, {
      resolve: (parent: unknown, ...others: TailOf<typeof resolve>): unknown =>
        parent instanceof Connection ? parent.nodes : resolve(parent, ...others),
    });
  }
}

type TailOf<Resolve> = Resolve extends (parent: never, ...others: infer Others) => unknown ? Others : never;

SchemaBuilder.registerPlugin(NODES, NodesPlugin);
