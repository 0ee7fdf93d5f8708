import type { LeadList } from './campaigns.ts';
import { personFrom, plainLetters } from './people.ts';
import { Random } from './random.ts';
import { daysAfter, type Zone } from './zone.ts';

/** A row of the lead table. */
export interface StoredLead {
  readonly leadId: number;
  /** The list may not exist, because add_lead accepts any id. */
  readonly listId: string;
  readonly phoneNumber: string;
  readonly phoneCode: string;
  /** Epoch milliseconds. */
  readonly enteredAt: number;
  readonly status: string;
  readonly user: string;
  readonly vendorLeadCode: string;
  readonly sourceId: string;
  readonly gmtOffset: number;
  readonly title: string;
  readonly firstName: string;
  readonly middleInitial: string;
  readonly lastName: string;
  readonly address1: string;
  readonly address2: string;
  readonly address3: string;
  readonly city: string;
  readonly state: string;
  readonly province: string;
  readonly postalCode: string;
  readonly countryCode: string;
  readonly gender: string;
  readonly dateOfBirth: string;
  readonly altPhone: string;
  readonly email: string;
  readonly securityPhrase: string;
  readonly comments: string;
  readonly rank: number;
  readonly owner: string;
  readonly entryListId: string;
  readonly customFields: Readonly<Record<string, string>> | null;
  readonly isCustomer: boolean;
}

export interface AreaCode {
  readonly code: string;
  readonly state: string;
  readonly city: string;
  readonly gmtOffset: number;
}

/** The known area codes: those of the seeded leads, which usacan_areacode_check accepts. */
export const AREA_CODES: readonly AreaCode[] = [
  { code: '727', state: 'FL', city: 'Clearwater', gmtOffset: -5 },
  { code: '212', state: 'NY', city: 'New York', gmtOffset: -5 },
  { code: '305', state: 'FL', city: 'Miami', gmtOffset: -5 },
  { code: '404', state: 'GA', city: 'Atlanta', gmtOffset: -5 },
  { code: '312', state: 'IL', city: 'Chicago', gmtOffset: -6 },
  { code: '214', state: 'TX', city: 'Dallas', gmtOffset: -6 },
  { code: '504', state: 'LA', city: 'New Orleans', gmtOffset: -6 },
  { code: '303', state: 'CO', city: 'Denver', gmtOffset: -7 },
  { code: '505', state: 'NM', city: 'Albuquerque', gmtOffset: -7 },
  { code: '415', state: 'CA', city: 'San Francisco', gmtOffset: -8 },
  { code: '206', state: 'WA', city: 'Seattle', gmtOffset: -8 },
  { code: '702', state: 'NV', city: 'Las Vegas', gmtOffset: -8 },
];

const FIRST_LEAD_ID = 7_100_001;

/** The most added leads. After that, the oldest are removed. */
const MOST_ADDED = 50_000;
/** The number of leads that are removed at once. */
const FORGOTTEN_AT_ONCE = 5000;

/** The lead table. Seeded leads always stay; of the leads added later, the newest 50,000 stay. Ids only grow. */
export class LeadTable {
  readonly #rows: StoredLead[] = [];
  readonly #byPhone = new Map<string, StoredLead[]>();
  #seeded = Infinity;
  #forgotten = 0;

  get rows(): readonly StoredLead[] {
    return this.#rows;
  }

  /** Ends the seeding. All leads inserted after this were added through the API. */
  seeded(): void {
    this.#seeded = this.#rows.length;
  }

  find(leadId: number): StoredLead | undefined {
    const index = leadId - FIRST_LEAD_ID;
    return index < this.#seeded ? this.#rows[index] : this.#added(index);
  }

  withPhone(phoneNumber: string): readonly StoredLead[] {
    return this.#byPhone.get(phoneNumber) ?? [];
  }

  insert(lead: Omit<StoredLead, 'leadId'>): StoredLead {
    if (this.#rows.length >= this.#seeded + MOST_ADDED) this.#forgetOldest();
    const stored = { ...lead, leadId: FIRST_LEAD_ID + this.#rows.length + this.#forgotten };
    this.#rows.push(stored);
    const twins = this.#byPhone.get(stored.phoneNumber);
    if (twins) twins.push(stored);
    else this.#byPhone.set(stored.phoneNumber, [stored]);
    return stored;
  }

  #added(index: number): StoredLead | undefined {
    const row = index - this.#forgotten;
    return row < this.#seeded ? undefined : this.#rows[row];
  }

  #forgetOldest(): void {
    for (const removed of this.#rows.splice(this.#seeded, FORGOTTEN_AT_ONCE)) {
      const left = this.withPhone(removed.phoneNumber).filter((lead) => lead !== removed);
      if (left.length > 0) this.#byPhone.set(removed.phoneNumber, left);
      else this.#byPhone.delete(removed.phoneNumber);
      this.#forgotten += 1;
    }
  }
}

/**
 * Fills the table with `count` made-up people, in all lists except 999.
 *
 * They were added at least 30 days before `now`, so that every lead is older than its calls.
 */
export function seedLeads(table: LeadTable, { seed, count, lists, zone, now }: SeedOptions): void {
  const homes = lists.filter((list) => list.id !== '999');
  const thisMonth = `${zone.day(now).slice(0, 7)}-01`;
  const loadedFrom = `${daysAfter(`${daysAfter(thisMonth, -1).slice(0, 7)}-01`, -1).slice(0, 7)}-01`;
  const loadedFromInstant = zone.at(loadedFrom, 6 * 3600);
  const random = new Random(seed, 'leads');
  for (let index = 0; index < count; index += 1) {
    const list = homes[index % homes.length];
    const area = AREA_CODES[index % AREA_CODES.length];
    if (!list || !area) continue;
    table.insert(madeUpLead(random, index, list, area, loadedFromInstant));
  }
}

export interface SeedOptions {
  readonly seed: number;
  readonly count: number;
  readonly lists: readonly LeadList[];
  readonly zone: Zone;
  readonly now: number;
}

function madeUpLead(
  random: Random,
  index: number,
  list: LeadList,
  area: AreaCode,
  loadedFrom: number,
): Omit<StoredLead, 'leadId'> {
  const { first, last } = personFrom(random);
  // Numbers of exchange 555 belong to nobody. The running number makes each one unique.
  const line = String(1300 + Math.floor(index / AREA_CODES.length)).padStart(4, '0');
  return {
    listId: list.id,
    phoneNumber: `${area.code}555${line}`,
    phoneCode: '1',
    enteredAt: loadedFrom + random.int(0, 27) * 86_400_000 + random.int(0, 3600) * 1000,
    status: random.pick(['NEW', 'NEW', 'CALLBK', 'NA', 'B', 'PU', 'SALE']),
    user: '',
    vendorLeadCode: `${random.digits(8)}-${random.digits(8)}`,
    sourceId: random.pick(['WEBFORM', 'IMPORT', 'PARTNER']),
    gmtOffset: area.gmtOffset,
    title: random.pick(['Mr', 'Ms', 'Dr', '']),
    firstName: first,
    middleInitial: random.pick(['', 'A', 'M', 'R']),
    lastName: last,
    address1: `${random.int(1, 999)} Example Street`,
    address2: random.chance(0.2) ? `Unit ${random.int(1, 40)}` : '',
    address3: '',
    city: area.city,
    state: area.state,
    province: '',
    postalCode: random.digits(5),
    countryCode: 'US',
    gender: random.pick(['M', 'F', 'U']),
    dateOfBirth: random.chance(0.9)
      ? `19${random.int(50, 99)}-0${random.int(1, 9)}-${random.int(10, 28)}`
      : '0000-00-00',
    altPhone: random.chance(0.5) ? `${area.code}555${9000 - Math.floor(index / AREA_CODES.length)}` : '',
    email: `${plainLetters(first)}.${plainLetters(last)}${index}@example.com`.toLowerCase(),
    securityPhrase: '',
    comments: random.chance(0.3) ? 'Asked for a call after work.' : '',
    rank: 0,
    owner: '',
    entryListId: '',
    customFields: list.customFields?.length
      ? { favorite_color: random.pick(['blue', 'red', 'green']), loan_amount: `${random.int(100, 9000)}.50` }
      : null,
    isCustomer: random.chance(0.25),
  };
}
