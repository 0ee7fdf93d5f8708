/**
 * A map whose entries come and go all the time, in an object that lives long.
 *
 * When a Map or a Set has been changed a few times, V8 makes it a new table, and the old table points to the new one.
 * Once a single old table has outlived a garbage collection of young objects, each later one does, with all that its
 * entries hold: half of what a call allocates, until the next collection of all objects. The tables of a plain
 * object have no such pointers.
 */
export class ShortLivedMap<Value> {
  readonly #values: Record<string, Value | undefined> = Object.setPrototypeOf({}, null);

  get(key: string): Value | undefined {
    return this.#values[key];
  }

  set(key: string, value: Value): void {
    this.#values[key] = value;
  }

  delete(key: string): void {
    delete this.#values[key];
  }
}
