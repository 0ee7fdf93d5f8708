import {
  GraphQLID,
  GraphQLString,
  isLeafType,
  isNonNullType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { isMet, policyOf } from '../../access/fieldPolicy.ts';
import { maskOf } from '../../access/personal.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Context } from '../context.ts';
import { rowReaderOf, sourceOfLeaf, UNREAD, type LeafSource } from './rowField.ts';

/**
 * Reads a leaf from its object as the resolver would, with the access rules of the field applied. Equal readings are
 * one object: viewers share it if the field is masked for all of them in the same way, or for none.
 */
export interface LeafReader {
  /** A unique number. The texts of rows are remembered by it. */
  readonly id: number;
  /** Reads the finished value from the object; UNREAD if the field must be resolved. */
  readonly read: (source: object, context: Context) => unknown;
  /** Finishes a value that was read: the mask, and the type. UNREAD if the field must be resolved. */
  readonly finish: (held: unknown) => unknown;
  /** True if a text is finished as it is. */
  readonly isCopy: boolean;
  /** The parts of a row from which the value is made; undefined if more than the row decides about it. */
  readonly of: LeafSource | undefined;
}

type Field = GraphQLField<unknown, unknown>;
type Mask = ReturnType<typeof maskOf>;

let made = 0;

/** The readers of each field, by the mask. */
const readers = new WeakMap<Field, Map<Mask, LeafReader | undefined>>();

/**
 * The reader of a field for a viewer. Undefined if the field has to be resolved: it takes arguments, is no leaf, needs a
 * call, or the viewer may not read it.
 */
export function leafReaderOf(definition: Field, viewer: Viewer): LeafReader | undefined {
  // Fields of introspection have no policy, and no reader.
  if (!rowReaderOf(definition) || !isMet(policyOf(definition), viewer)) return undefined;
  let byMask = readers.get(definition);
  if (!byMask) readers.set(definition, (byMask = new Map()));
  const mask = maskOf(definition, viewer);
  if (!byMask.has(mask)) byMask.set(mask, newReader(definition, mask));
  return byMask.get(mask);
}

function newReader(definition: Field, mask: Mask): LeafReader | undefined {
  const isRequired = isNonNullType(definition.type);
  const type = isNonNullType(definition.type) ? definition.type.ofType : definition.type;
  const read = rowReaderOf(definition);
  if (!isLeafType(type) || definition.args.length > 0 || !read) return undefined;
  const finish = (held: unknown): unknown => {
    try {
      const value = mask ? mask(held) : held;
      if (value === null || value === undefined) return isRequired ? UNREAD : null;
      // A promise, an error, or a value that only the type can read.
      if (typeof value === 'object' || typeof value === 'function') return UNREAD;
      return type.serialize(value) ?? UNREAD;
    } catch {
      // If it is resolved again, it fails again, and the error gets its path.
      return UNREAD;
    }
  };
  return {
    id: (made += 1),
    finish,
    isCopy: !mask && (type === GraphQLString || type === GraphQLID),
    of: sourceOfLeaf(definition),
    read: (source, context) => {
      let held: unknown;
      try {
        held = read(source, context);
      } catch {
        return UNREAD;
      }
      return held === UNREAD ? UNREAD : finish(held);
    },
  };
}

const typenames = new WeakMap<GraphQLObjectType, LeafReader>();

/** The reader of `__typename`. */
export function typenameReaderOf(parent: GraphQLObjectType): LeafReader {
  const read = (): string => parent.name;
  let reader = typenames.get(parent);
  if (!reader)
    typenames.set(
      parent,
      (reader = { id: (made += 1), read, finish: read, isCopy: false, of: { kind: 'made', read } }),
    );
  return reader;
}
