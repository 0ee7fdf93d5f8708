import { Random } from './random.ts';

export interface Portfolio {
  /** Three letters. On the wire: `tenant`, `portfolio`, and the values of `allowed_companys`. */
  readonly code: string;
  readonly name: string;
}

export interface Profile {
  /** On the wire: `profiles.rows[].id` of getAllProfiles, and `profile_id` of a user. */
  readonly rowId: number;
  /** On the wire: `profile_id` in all other answers. */
  readonly profileId: string;
  readonly dispositionSet: string;
}

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly portfolio: Portfolio;
  readonly dialMethod: 'POWER DIAL' | 'PREDICTIVE' | 'PREVIEW';
  readonly autoDialLevel: string;
  readonly active: boolean;
  readonly callTimeId: string;
  /** The caller id of its outbound calls, and the number that its callers dial. */
  readonly callerId: string;
  readonly type: 'OUTBOUND' | 'INBOUND' | 'BLENDED';
}

export interface LeadList {
  readonly id: string;
  readonly name: string;
  readonly campaign: Campaign;
  /** The list's custom fields; null if it has no table for them. */
  readonly customFields: readonly string[] | null;
}

export const PORTFOLIOS: readonly Portfolio[] = [
  { code: 'CSC', name: 'Cascade Servicing Co' },
  { code: 'GAL', name: 'Galloway Lending' },
  { code: 'AMI', name: 'Amity Insurance' },
  { code: 'IST', name: 'Istmo Telecom' },
  { code: 'PTR', name: 'Petrel Retail' },
  { code: 'NVA', name: 'Nueva Alianza' },
];

export const PROFILES: readonly Profile[] = [
  { rowId: 1, profileId: 'COLLECTIONS', dispositionSet: 'PAYMENT FOLLOW-UP' },
  { rowId: 2, profileId: 'CUSTOMER_SERVICE', dispositionSet: 'GENERAL INQUIRIES' },
  { rowId: 3, profileId: 'SALES_SUPPORT', dispositionSet: 'NEW LEADS' },
  { rowId: 5, profileId: 'SERVERS', dispositionSet: 'PAYMENT FOLLOW-UP' },
  { rowId: 22, profileId: 'LOANS', dispositionSet: 'NEW LOANS' },
];

/** Columns: name, portfolio, dial method, auto dial level, active, type, call time. */
const CAMPAIGNS = [
  ['CSCSERVERS', 'CSC', 'POWER DIAL', '3', true, 'OUTBOUND', '7am8pmMF'],
  ['CSCCUSTSERVICE', 'CSC', 'PREVIEW', '0', true, 'BLENDED', '24hours'],
  ['GALSERVERS', 'GAL', 'PREDICTIVE', '2.5', true, 'BLENDED', '7am8pmMF'],
  ['GALFRESHLEADS', 'GAL', 'POWER DIAL', '4', true, 'OUTBOUND', '9am9pm'],
  ['AMICOLLECTIONS', 'AMI', 'PREDICTIVE', '3', true, 'BLENDED', '9am9pm'],
  ['AMIPAYMENTS', 'AMI', 'PREVIEW', '0', true, 'INBOUND', '24hours'],
  ['ISTNEWLOANS', 'IST', 'POWER DIAL', '2', true, 'OUTBOUND', '7am6pmMF'],
  ['ISTRENEWALS', 'IST', 'POWER DIAL', '2', false, 'OUTBOUND', 'CLOSED'],
  ['PTRSALES', 'PTR', 'PREDICTIVE', '1.8', true, 'BLENDED', '9am9pm'],
  ['PTRGENERAL', 'PTR', 'PREVIEW', '0', true, 'BLENDED', '24hours'],
  ['NVACOLLECTIONS', 'NVA', 'POWER DIAL', '3', true, 'BLENDED', '7am6pm'],
  ['NVAWINBACK', 'NVA', 'PREDICTIVE', '2', false, 'OUTBOUND', 'weekdays'],
] as const;

/** The twelve campaigns. Their ids and numbers depend on the seed. */
export function campaignsOf(seed: number): readonly Campaign[] {
  return CAMPAIGNS.map(([name, code, dialMethod, autoDialLevel, active, type, callTimeId], index) => {
    const random = new Random(seed, 'campaign', name);
    const portfolio = PORTFOLIOS.find((candidate) => candidate.code === code);
    if (!portfolio) throw new Error(`No portfolio ${code}.`);
    return {
      id: random.digits(8 + (index % 3)),
      name,
      portfolio,
      dialMethod,
      autoDialLevel,
      active,
      callTimeId,
      callerId: `888555${random.digits(4)}`,
      type,
    };
  });
}

/** Two lists for each campaign, and list 999 for leads without a list. */
export function listsOf(seed: number, campaigns: readonly Campaign[]): readonly LeadList[] {
  const lists = campaigns.flatMap((campaign, index): LeadList[] => {
    const random = new Random(seed, 'lists', campaign.name);
    return [
      {
        id: random.digits(8 + (index % 5)),
        name: `${campaign.name} current`,
        campaign,
        customFields: ['favorite_color', 'loan_amount'],
      },
      {
        // The real dialer has ids of 14 digits, which do not fit into 32 bits.
        id: random.digits(index % 4 === 0 ? 14 : 9),
        name: `${campaign.name} archive`,
        campaign,
        customFields: index % 2 === 0 ? null : [],
      },
    ];
  });
  const [first] = campaigns;
  return first
    ? [...lists, { id: '999', name: 'Default Manual List', campaign: first, customFields: null }]
    : lists;
}
