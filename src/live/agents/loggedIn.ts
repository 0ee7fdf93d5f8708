/** Who has logged in today: by today's figures, and by the live states that were seen since. */
export class LoggedIn {
  /** Null until the figures are known. */
  #figures: ReadonlySet<string> | null = null;
  #seen = new Set<string>();

  /** True once today's figures have been read. */
  get isKnown(): boolean {
    return this.#figures !== null;
  }

  /** @param name a normalised username */
  has(name: string): boolean {
    return this.#seen.has(name) || (this.#figures?.has(name) ?? false);
  }

  /** Notes an agent whose live state is not OFFLINE. @returns true if that was not known before */
  see(name: string): boolean {
    if (this.has(name)) return false;
    this.#seen.add(name);
    return true;
  }

  /**
   * Takes new figures.
   *
   * @param live the agents whose live state is not OFFLINE at present. They stay logged in without figures: at midnight
   *   these begin anew. Others that only their state had shown are forgotten, because it may have been yesterday
   */
  learn(figures: ReadonlySet<string>, live: Iterable<string>): void {
    this.#figures = figures;
    this.#seen = new Set(live);
  }

  /** Forgets everything. */
  clear(): void {
    this.#figures = null;
    this.#seen.clear();
  }
}
