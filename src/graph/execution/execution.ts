import {
  GraphQLError,
  locatedError,
  type ExecutionResult,
  type GraphQLAbstractType,
  type GraphQLResolveInfo,
} from 'graphql';
import type { Context } from '../context.ts';
import { ColumnList } from './columnList.ts';
import { UNREAD } from './rowField.ts';
import { givenArguments, type CompiledField, type CompiledOperation } from './compiledOperation.ts';
import type { Answer, CompiledSet, Shape } from './compiledOperation.ts';
import { FieldInfo, stepsOf, type ExecutionFacts, type Path } from './fieldInfo.ts';
import { valuesOf, type ListAnswer } from './listAnswer.ts';
import { ListWriter } from './listWriter.ts';
import { Pace } from './pace.ts';
import { streamed, type ListStream } from './listStream.ts';
import { holdRejections, isPromise, settledList, settledObject } from './settled.ts';

/**
 * One execution of a compiled query, with graphql-js's answers: the same values, nulls, errors, and order of keys.
 *
 * Fields, arguments and types are looked up once, and not for each object as in graphql-js. A leaf that its object holds is
 * read without its resolver. Lists and the values of promises wait for another turn of the event loop if this one has
 * lasted long, anywhere in the answer.
 */
export class Execution {
  readonly #compiled: CompiledOperation;
  readonly #context: Context;
  readonly #facts: ExecutionFacts;
  readonly #errors: GraphQLError[] = [];
  /** Takes the first list. */
  #stream: ListStream | undefined;
  /** The arguments with variables, by field. */
  readonly #args = new Map<CompiledField, Record<string, unknown>>();
  readonly #pace = new Pace();
  /** Undefined if the first list is streamed: a stream takes objects. */
  readonly #writer: ListWriter | undefined;

  constructor(
    compiled: CompiledOperation,
    context: Context,
    rootValue: unknown,
    variableValues: Record<string, unknown>,
    stream?: ListStream,
  ) {
    const { schema, operation, fragments } = compiled;
    this.#stream = stream;
    this.#writer = stream ? undefined : new ListWriter(context, this.#pace);
    this.#compiled = compiled;
    this.#context = context;
    this.#facts = { schema, operation, fragments, rootValue, variableValues };
  }

  run(): ExecutionResult | Promise<ExecutionResult> {
    try {
      const data = this.#object(this.#compiled.root, this.#facts.rootValue, undefined);
      if (!isPromise(data)) return this.#result(data);
      return data.then(
        (settled) => this.#result(settled),
        (error: unknown) => this.#failed(error),
      );
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): ExecutionResult {
    // Errors come from fields, which have added their paths.
    this.#errors.push(error instanceof GraphQLError ? error : locatedError(error, undefined));
    return this.#result(null);
  }

  #result(data: Answer | null): ExecutionResult {
    return this.#errors.length === 0 ? { data } : { errors: this.#errors, data };
  }

  /** An object of the answer. @param source the root value may be of any kind; other objects are not null */
  #object({ fields }: CompiledSet, source: unknown, path: Path): Answer | Promise<Answer> {
    const answer = this.#compiled.newObject();
    const isReadable = typeof source === 'object' && source !== null;
    let pending: string[] | undefined;
    try {
      for (const field of fields) {
        let value: unknown = isReadable && field.leaf ? field.leaf.read(source, this.#context) : UNREAD;
        if (value === UNREAD) value = this.#field(field, source, path);
        answer[field.key] = value;
        if (typeof value === 'object' && isPromise(value)) (pending ??= []).push(field.key);
      }
    } catch (error) {
      if (!pending) throw error;
      // The fields before it may still be running.
      const fail = (): never => {
        throw error;
      };
      return settledObject(answer, pending).then(fail, fail);
    }
    return pending ? settledObject(answer, pending) : answer;
  }

  #field(field: CompiledField, source: unknown, prev: Path): unknown {
    const { key, parent, shape } = field;
    const path = { prev, key, typename: parent.name };
    const failed = (error: unknown): null => this.#fieldError(error, field, shape, path);
    const info = new FieldInfo(field, this.#facts, path);
    const complete = (value: unknown): unknown => {
      try {
        const done = this.#complete(field, shape, info, path, value);
        return isPromise(done) ? done.catch(failed) : done;
      } catch (error) {
        return failed(error);
      }
    };
    let value: unknown;
    try {
      const args = field.args ?? this.#argsOf(field);
      const stream = this.#stream;
      if (stream && shape.kind === 'list') {
        this.#stream = undefined;
        const list = {
          owner: source,
          name: field.definition.name,
          resolve: (owner: unknown) => field.resolve(owner, args, this.#context, info),
          complete: (items: readonly unknown[], from: number) =>
            this.#list(field, shape.item, info, path, items, from),
          completeOther: (other: unknown) => this.#complete(field, shape, info, path, other),
          errors: () => this.#errors.splice(0),
        };
        return streamed(list, stream).catch(failed);
      }
      value = field.resolve(source, args, this.#context, info);
    } catch (error) {
      return failed(error);
    }
    if (!isPromise(value)) return complete(value);
    // A thousand promises may be settled in one turn.
    return value.then(
      (settled) => this.#inTime(complete, settled),
      (error: unknown) => this.#inTime(failed, error),
    );
  }

  /** Continues with the value of a promise. */
  #inTime<Value>(go: (value: unknown) => Value, value: unknown): Value | Promise<Value> {
    if (!this.#pace.isLongAfter(1)) return go(value);
    if (Array.isArray(value)) holdRejections(value);
    return this.#context.laterTurns.next().then(() => go(value));
  }

  /** @throws GraphQLError if an argument is wrong */
  #argsOf(field: CompiledField): Record<string, unknown> {
    let args = this.#args.get(field);
    if (!args) this.#args.set(field, (args = givenArguments(field, this.#facts.variableValues)));
    return args;
  }

  /** Null in place of a value that failed. @throws the error with its path if the value must not be null */
  #fieldError(error: unknown, { nodes }: CompiledField, { isRequired }: Shape, path: Path): null {
    const located = locatedError(error, nodes, stepsOf(path));
    if (isRequired) throw located;
    this.#errors.push(located);
    return null;
  }

  #complete(
    field: CompiledField,
    shape: Shape,
    info: GraphQLResolveInfo,
    path: Path,
    value: unknown,
  ): unknown {
    if (value instanceof Error) throw value;
    const isNothing = value === null || value === undefined;
    if (!isNothing) return this.#completeSome(field, shape, info, path, value);
    if (shape.isRequired) {
      throw new Error(
        `Cannot return null for non-nullable field ${field.parent.name}.${field.definition.name}.`,
      );
    }
    return null;
  }

  #completeSome(
    field: CompiledField,
    shape: Shape,
    info: GraphQLResolveInfo,
    path: Path,
    value: unknown,
  ): unknown {
    switch (shape.kind) {
      case 'leaf': {
        const leaf: unknown = shape.type.serialize(value);
        if (leaf !== null && leaf !== undefined) return leaf;
        throw new Error(`A value of ${shape.type.name} became ${String(leaf)}.`);
      }
      case 'list':
        return this.#list(field, shape.item, info, path, value);
      case 'object':
        return this.#object(this.#compiled.below(field, shape.type), value, path);
      case 'abstract':
        return this.#abstract(field, shape.type, info, path, value);
    }
    throw new Error('A type is of no known kind.');
  }

  #abstract(
    field: CompiledField,
    abstract: GraphQLAbstractType,
    info: GraphQLResolveInfo,
    path: Path,
    value: unknown,
  ): Answer | Promise<Answer> {
    const name = abstract.resolveType?.(value, this.#context, info, abstract);
    const ofType = (resolved: unknown): Answer | Promise<Answer> =>
      this.#object(this.#compiled.below(field, this.#compiled.objectType(abstract, resolved)), value, path);
    return isPromise(name) ? name.then(ofType) : ofType(name);
  }

  /** @param from the number of the first value in its list */
  #list(
    field: CompiledField,
    item: Shape,
    info: GraphQLResolveInfo,
    path: Path,
    values: unknown,
    from = 0,
  ): unknown {
    const rows = item.kind === 'object' ? this.#compiled.below(field, item.type) : undefined;
    const advance = (): unknown[] | Promise<unknown[]> => {
      const all = valuesOf(field, values);
      return this.#advance({
        field,
        item,
        info,
        path,
        values: all,
        from,
        rows,
        answers: [],
        pending: undefined,
      });
    };
    const written = values instanceof ColumnList ? this.#writer?.written(values, rows) : undefined;
    return isPromise(written) ? written.then((done) => done ?? advance()) : (written ?? advance());
  }

  /** Makes the items of a list that are left. */
  #advance(list: ListAnswer): unknown[] | Promise<unknown[]> {
    const { field, item, info, path, values, from, rows, answers } = list;
    const fields = rows?.fields.length ?? 1;
    try {
      for (let index = answers.length; index < values.length; index += 1) {
        if (this.#pace.isLongAfter(fields)) {
          holdRejections(values);
          holdRejections(answers);
          return this.#context.laterTurns.next().then(() => this.#advance(list));
        }
        const value = values[index];
        const row = rows?.isRow ? this.#row(rows, value) : undefined;
        const answer =
          row ?? this.#item(field, item, info, { prev: path, key: from + index, typename: undefined }, value);
        answers.push(answer);
        if (row === undefined && isPromise(answer)) (list.pending ??= []).push(index);
      }
    } catch (error) {
      // The items before it may still be running.
      holdRejections(answers);
      throw error;
    }
    return list.pending ? settledList(answers, list.pending) : answers;
  }

  /** An object whose fields can all be read; undefined if one of them has to be resolved. */
  #row({ fields }: CompiledSet, source: unknown): Answer | undefined {
    if (typeof source !== 'object' || source === null || source instanceof Error || isPromise(source))
      return undefined;
    const answer = this.#compiled.newObject();
    for (const { key, leaf } of fields) {
      const value = leaf?.read(source, this.#context);
      if (value === UNREAD) return undefined;
      answer[key] = value;
    }
    return answer;
  }

  #item(field: CompiledField, item: Shape, info: GraphQLResolveInfo, path: Path, value: unknown): unknown {
    const failed = (error: unknown): null => this.#fieldError(error, field, item, path);
    try {
      const done = isPromise(value)
        ? value.then((resolved) => this.#complete(field, item, info, path, resolved))
        : this.#complete(field, item, info, path, value);
      return isPromise(done) ? done.catch(failed) : done;
    } catch (error) {
      return failed(error);
    }
  }
}
