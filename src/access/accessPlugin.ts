/**
 * Adds three options to Pothos: `needs` (who may read a field), `personal` (the kind of personal data in a field) and
 * `maxLength` (of an argument). The rules are data in the field's definition. The resolvers, the cost plan, the
 * descriptions and the tests all read them there.
 */
import SchemaBuilder, {
  BasePlugin,
  isThenable,
  PothosSchemaError,
  type FieldNullability,
  type FieldRequiredness,
  type InputFieldMap,
  type InputType,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type PothosTypeConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { forbidden, FieldPolicy, isMet, sentenceOf } from './fieldPolicy.ts';
import { forbiddenFilter, masked, seesPersonal, type Personal } from './personal.ts';
import { personalInput } from './personalInput.ts';
import type { Viewer } from './viewer.ts';

/** The plugin's name in SchemaBuilder. */
export const RULES = 'rules';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the only way Pothos lets a plugin add to its types
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      rules: RulesPlugin<Types>;
    }
    interface ObjectTypeOptions<Types extends SchemaTypes, Shape> {
      /** Who may read the fields without their own `needs`. */
      needs?: FieldPolicy;
    }
    interface InputObjectTypeOptions<Types extends SchemaTypes, Fields extends InputFieldMap> {
      /** The most characters of each field without its own `maxLength`. */
      maxLength?: number;
    }
    interface InterfaceTypeOptions<Types extends SchemaTypes, Shape> {
      /** Who may read the fields without their own `needs`. */
      needs?: FieldPolicy;
    }
    interface FieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** Who may read the field, if the rule differs from the type's. */
      needs?: FieldPolicy;
      /** The kind of personal data in the field. It is masked for viewers without pii:read. */
      personal?: Personal;
      /** Why the field has no personal data, although its name suggests it. */
      notPersonal?: string;
    }
    interface InputFieldOptions<
      Types extends SchemaTypes,
      Type extends InputType<Types> | [InputType<Types>],
      Req extends FieldRequiredness<Type>,
    > {
      /** The kind of personal data in the argument. It is refused to viewers without pii:read. */
      personal?: Personal;
      /** Why the argument has no personal data, although its name suggests it. */
      notPersonal?: string;
      /** The most characters. Default: the type's `maxLength`, else that of a name. */
      maxLength?: number;
    }
  }
}

type Resolver<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>;

/**
 * Applies the rules of each field. While the schema is built, it throws PothosSchemaError for a field without `needs`.
 */
export class RulesPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onTypeConfig(config: PothosTypeConfig): PothosTypeConfig {
    if (config.kind !== 'Object' && config.kind !== 'Interface') return config;
    const { needs } = config.pothosOptions;
    return needs ? { ...config, description: sentences(config.description, sentenceOf(needs)) } : config;
  }

  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { needs: own, personal, notPersonal } = config.pothosOptions;
    const needs = own ?? this.#needsOfType(config.declaringType) ?? this.#needsOfType(config.parentType);
    if (!needs) {
      throw new PothosSchemaError(
        `${config.parentType}.${config.name} has no access rule: add \`needs\` to the field or to its type.`,
      );
    }
    // A copy, because all types that inherit an interface's field share one config.
    return Object.assign({}, config, {
      description: sentences(
        config.description,
        own && sentenceOf(own),
        personal && sentenceOn(personal, config.type.nullable),
      ),
      pothosOptions: Object.assign({}, config.pothosOptions, tagFor(personal)),
      extensions: { ...config.extensions, needs, personal, notPersonal },
    });
  }

  override onInputFieldConfig(config: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const { personal, notPersonal, maxLength = this.#maxLengthOfType(config) } = config.pothosOptions;
    return {
      ...config,
      description: sentences(config.description, personal && 'Needs pii:read.'),
      pothosOptions: Object.assign({}, config.pothosOptions, tagFor(personal)),
      extensions: { ...config.extensions, personal, notPersonal, maxLength },
    };
  }

  /** A field that every viewer may read, and that tells nothing of a person, is not wrapped. */
  override wrapResolve(resolve: Resolver<Types>, config: PothosOutputFieldConfig<Types>): Resolver<Types> {
    const { personal } = config.pothosOptions;
    const checked = Object.keys(config.args).length > 0 ? withoutPersonalInput(resolve) : resolve;
    const shown = personal ? withMask(checked, personal, config.type.nullable) : checked;
    return withPolicy(shown, policyIn(config));
  }

  /**
   * Refuses a personal filter before a subscription starts, because each event, and each missing one, would reveal
   * data.
   */
  override wrapSubscribe(
    subscribe: Resolver<Types> | undefined,
    config: PothosOutputFieldConfig<Types>,
  ): Resolver<Types> | undefined {
    if (!subscribe) return subscribe;
    const checked = Object.keys(config.args).length > 0 ? withoutPersonalInput(subscribe) : subscribe;
    return withPolicy(checked, policyIn(config));
  }

  #maxLengthOfType({ kind, parentType }: PothosInputFieldConfig<Types>): number | undefined {
    const config = kind === 'InputObject' ? this.buildCache.getTypeConfig(parentType) : undefined;
    return config?.kind === 'InputObject' ? config.pothosOptions.maxLength : undefined;
  }

  /** The policy of a type; undefined for a root type, and for a field that its own type declares. */
  #needsOfType(name: string | undefined): FieldPolicy | undefined {
    const config = name === undefined ? undefined : this.buildCache.getTypeConfig(name);
    return config?.kind === 'Object' || config?.kind === 'Interface' ? config.pothosOptions.needs : undefined;
  }
}

SchemaBuilder.registerPlugin(RULES, RulesPlugin);

/** Tags personal fields, so that a contract variant of a supergraph can leave them out. */
const tagFor = (personal: Personal | undefined) => (personal ? { directives: { tag: { name: 'pii' } } } : {});

const sentenceOn = (personal: Personal, nullable: boolean): string => {
  if (personal === 'phone') return 'Without pii:read, only the last four digits.';
  // The only such field that cannot be null is a list.
  return nullable ? 'Null without pii:read.' : 'Empty without pii:read.';
};

const sentences = (...parts: readonly (string | null | undefined)[]): string =>
  parts.filter(Boolean).join(' ');

/** The viewer in a context. @throws Error if it has none, because then no access rule can be checked */
function viewerIn(context: object): Viewer {
  if (hasViewer(context)) return context.viewer;
  throw new Error('The context has no viewer.');
}

const hasViewer = (context: object): context is { readonly viewer: Viewer } =>
  'viewer' in context &&
  typeof context.viewer === 'object' &&
  context.viewer !== null &&
  'scopes' in context.viewer &&
  context.viewer.scopes instanceof Set;

/** The policy that onOutputFieldConfig gave the field. */
function policyIn({ name, extensions }: Pick<PothosOutputFieldConfig<SchemaTypes>, 'name' | 'extensions'>) {
  const needs: unknown = extensions?.['needs'];
  if (needs instanceof FieldPolicy) return needs;
  throw new PothosSchemaError(`${name} does not say who may read it.`);
}

/** @throws Forbidden when the field is resolved, if the viewer does not meet the policy */
const withPolicy = <Types extends SchemaTypes>(
  resolve: Resolver<Types>,
  policy: FieldPolicy,
): Resolver<Types> => {
  if (policy.scopes.length === 0 && !policy.everyPortfolio) return resolve;
  return (parent, args, context, info) => {
    const viewer = viewerIn(context);
    if (!isMet(policy, viewer)) throw forbidden(`${info.parentType.name}.${info.fieldName}`, policy, viewer);
    return resolve(parent, args, context, info);
  };
};

/** Refuses a filter by personal data. By trying values, viewers without pii:read could find out what is masked. */
const withoutPersonalInput =
  <Types extends SchemaTypes>(resolve: Resolver<Types>): Resolver<Types> =>
  (parent, args, context, info) => {
    if (!seesPersonal(viewerIn(context))) {
      const declared = info.parentType.getFields()[info.fieldName]?.args ?? [];
      const input = personalInput(args, declared);
      if (input !== undefined) throw forbiddenFilter(input);
    }
    return resolve(parent, args, context, info);
  };

const withMask = <Types extends SchemaTypes>(
  resolve: Resolver<Types>,
  personal: Personal,
  nullable: boolean,
): Resolver<Types> => {
  const hide = (value: unknown): unknown => masked(personal, nullable, value);
  return (parent, args, context, info) => {
    const value: unknown = resolve(parent, args, context, info);
    if (seesPersonal(viewerIn(context))) return value;
    return isThenable(value) ? value.then(hide) : hide(value);
  };
};
