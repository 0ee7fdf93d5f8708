type Hours = readonly [start: number, stop: number];

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
type Weekday = (typeof WEEKDAYS)[number];

export interface CallTime {
  readonly rowId: number;
  readonly id: string;
  readonly name: string;
  readonly comments: string;
  /** Opening hours as HHMM. */
  readonly standard: Hours;
  /** Days with their own hours. 0/0 = the standard hours apply. */
  readonly days: Readonly<Partial<Record<Weekday, Hours>>>;
  readonly holidays: string;
}

const everyWorkday = (hours: Hours): CallTime['days'] => ({
  monday: hours,
  tuesday: hours,
  wednesday: hours,
  thursday: hours,
  friday: hours,
});

export const CALL_TIMES: readonly CallTime[] = [
  { rowId: 1, id: '24hours', name: '24 Hours', comments: '', standard: [0, 2400], days: {}, holidays: '' },
  { rowId: 2, id: 'CLOSED', name: 'CLOSED', comments: '', standard: [2400, 2400], days: {}, holidays: '' },
  {
    rowId: 3,
    id: '9am9pm',
    name: 'default 9am to 9pm calling',
    comments: '',
    standard: [900, 2100],
    days: {},
    holidays: '',
  },
  {
    rowId: 7,
    id: '7am6pm',
    name: '7am6pm',
    comments: '7am6pm_7am4pm-Saturday',
    standard: [700, 1800],
    days: { ...everyWorkday([700, 1800]), saturday: [700, 1600] },
    holidays: '',
  },
  {
    rowId: 9,
    id: '7am6pmMF',
    name: '7am6pm M to F',
    comments: '',
    standard: [700, 1800],
    days: { ...everyWorkday([700, 1800]), saturday: [2400, 2400], sunday: [2400, 2400] },
    holidays: '',
  },
  {
    rowId: 12,
    id: '7am8pmMF',
    name: '7am8pmMF',
    comments: 'Sundays nine to five',
    standard: [700, 2000],
    days: { ...everyWorkday([700, 2000]), saturday: [700, 1600], sunday: [900, 1700] },
    holidays: '|NEWYEAR|MAYDAY|',
  },
  {
    rowId: 14,
    id: 'weekdays',
    name: 'weekdays',
    comments: 'weekdays_9am5pm',
    standard: [900, 1700],
    days: { saturday: [2400, 2400], sunday: [2400, 2400] },
    holidays: '',
  },
];

/** The `ct_…_start` and `ct_…_stop` members of a call time, in the order of the wire. */
export function hoursOnTheWire(callTime: CallTime): Readonly<Record<string, number>> {
  const days = WEEKDAYS.map((day): [string, Hours] => [day, callTime.days[day] ?? [0, 0]]);
  const all: readonly [string, Hours][] = [['default', callTime.standard], ...days];
  return Object.fromEntries(
    all.flatMap(([name, [start, stop]]) => [
      [`ct_${name}_start`, start],
      [`ct_${name}_stop`, stop],
    ]),
  );
}

/** True if a call time allows calls at a time (HHMM) of a weekday (0 = Sunday). */
export function isOpen(callTime: CallTime, weekday: number, hhmm: number): boolean {
  const own = callTime.days[WEEKDAYS[weekday] ?? 'sunday'] ?? [0, 0];
  const [start, stop] = own[0] === 0 && own[1] === 0 ? callTime.standard : own;
  return hhmm >= start && hhmm < stop;
}
