import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LeadOutcome } from '../../src/leads/outcome.ts';
import type { LeadToAdd } from '../../src/upstream/dialer/lead/leadToAdd.ts';
import { scriptedDialer } from '../support/leadApi.ts';
import { openWriter, writerTo } from '../support/leadWriter.ts';
import { processorMs } from '../support/processorTime.ts';
import { transcriptOf } from '../upstream/transcripts.ts';
import {
  asker,
  endsOf,
  isTrue,
  isTrueOfPart,
  LEAD,
  PHONE,
  reader,
  wholeAnswers,
  type Asker,
} from './brokenAnswers.ts';

const YES = 'SUCCESS: add_lead LEAD HAS BEEN ADDED';
const IN_HOPPER = 'NOTICE: add_lead ADDED TO HOPPER';

const outcomeOfAnswer = async (body: string, lead = LEAD, user?: string): Promise<LeadOutcome> =>
  (await asker(user))(body, lead);

/** The outcomes of a lead to which the dialer answers each of these. */
async function outcomesOf(bodies: readonly string[], lead: LeadToAdd, user: string): Promise<LeadOutcome[]> {
  const ask = await asker(user);
  const told: LeadOutcome[] = [];
  for (const body of bodies) told.push(await ask(body, lead));
  return told;
}

/** Holds: whatever the values and wherever the line ends, the right id, or none. @returns the number of lines tried */
async function rightOrNone(askerOf: (user: string) => Promise<Asker>, numRuns: number): Promise<number> {
  let tried = 0;
  const ids = fc.constantFrom('5', '14', '101', '999', '6666', '14340', '7100001');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('MyUser', '5', '14', '101', '999', '6666', '14340'),
      fc.constantFrom('101', '999', '6666', '14340'),
      ids,
      fc.constantFrom('-5', '5', '14', '0', '-3.5', '-5.00'),
      fc.boolean(),
      fc.nat(12),
      async (user, listId, leadId, gmt, isDocumented, cut) => {
        const values = isDocumented ? [user, listId, leadId, gmt] : [listId, leadId, gmt, user];
        const line = `${YES} - ${[PHONE, ...values].join('|')}`;
        const ask = await askerOf(user);
        const whole = await ask(`${line}\n`, { ...LEAD, listId });
        const short = await ask(line.slice(0, line.length - cut), { ...LEAD, listId });
        expect(whole).toSatisfy((told: LeadOutcome) => isTrue(told, leadId));
        expect(short).toSatisfy((told: LeadOutcome) => isTrue(told, leadId));
        // A list named like the user, and a lead's id that could be an offset: some of those cannot be told.
        const isTold = user !== listId || Number(leadId) > 14;
        tried += 1;
        expect(isTold ? ['added'] : ['added', 'unknown']).toContain(whole.kind);
      },
    ),
    { numRuns, seed: 4 },
  );
  return tried;
}

describe('the two orders of the values', () => {
  test.each([
    ['the documents’', 'MyUser', `${PHONE}|MyUser|101|14340|-5`, `${PHONE}|MyUser|14340|5014`],
    ['the ancestor’s', 'MyUser', `${PHONE}|101|14340|-5|MyUser`, `${PHONE}|14340|5014|MyUser`],
    ['the documents’, a user of digits', '6666', `${PHONE}|6666|101|14340|-5`, `${PHONE}|6666|14340|5014`],
    ['the ancestor’s, a user of digits', '6666', `${PHONE}|101|14340|-5|6666`, `${PHONE}|14340|5014|6666`],
    [
      'the documents’, the user in capitals',
      'myuser',
      `${PHONE}|MYUSER|101|14340|-5`,
      `${PHONE}|MYUSER|14340|5014`,
    ],
    ['the documents’, user = list', '101', `${PHONE}|101|101|14340|-5`, `${PHONE}|101|14340|5014`],
    ['the ancestor’s, user = list', '101', `${PHONE}|101|14340|-5|101`, `${PHONE}|14340|5014|101`],
    ['the documents’, user = lead', '14340', `${PHONE}|14340|101|14340|-5`, `${PHONE}|14340|14340|5014`],
    ['the ancestor’s, user = lead', '14340', `${PHONE}|101|14340|-5|14340`, `${PHONE}|14340|5014|14340`],
    [
      'the documents’, a quarter of an hour',
      'MyUser',
      `${PHONE}|MyUser|101|14340|5.75`,
      `${PHONE}|MyUser|14340|5014`,
    ],
  ])('%s', async (_, user, added, hopper) => {
    const outcome = await outcomeOfAnswer(`${YES} - ${added}\n${IN_HOPPER} - ${hopper}\n`, LEAD, user);
    expect(outcome).toMatchObject({
      kind: 'added',
      leadId: '14340',
      listId: '101',
      hopper: { added: true, hopperId: '5014' },
    });
  });

  test('with the same ids everywhere', async () => {
    // The lead's, the list's and the user's id are one: only the offset's place is left to tell.
    const documented = await outcomeOfAnswer(`${YES} - ${PHONE}|101|101|101|-5\n`, LEAD, '101');
    const ancestor = await outcomeOfAnswer(`${YES} - ${PHONE}|101|101|-5|101\n`, LEAD, '101');
    expect(documented).toMatchObject({ kind: 'added', leadId: '101', gmtOffset: -5 });
    expect(ancestor).toMatchObject({ kind: 'added', leadId: '101', gmtOffset: -5 });
  });

  test('without a list, where the dialer takes 999', async () => {
    const { listId: _, ...lead } = LEAD;
    for (const values of [`${PHONE}|MyUser|999|7|-5`, `${PHONE}|999|7|-5|MyUser`]) {
      expect(await outcomeOfAnswer(`${YES} - ${values}\n`, lead)).toMatchObject({
        kind: 'added',
        leadId: '7',
        listId: '999',
      });
    }
  });

  test.each([
    ['fits both orders', `${PHONE}|101|101|14|5`, 'Other'],
    ['fits none', `${PHONE}|14340|MyUser|101|-5`, 'MyUser'],
    ['names another list', `${PHONE}|102|14340|-5|MyUser`, 'MyUser'],
    ['has a lead that is no number', `${PHONE}|101|N/A|-5|MyUser`, 'MyUser'],
    ['has too few values', `${PHONE}|101|14340`, 'MyUser'],
    ['breaks off, in the offset perhaps', `${PHONE}|101|14340|-5`, 'MyUser'],
    ['has none', '', 'MyUser'],
  ])('an answer that %s: added, and no id', async (_, values, user) => {
    const outcome = await outcomeOfAnswer(`${YES} - ${values}\n`, LEAD, user);
    expect(outcome).toMatchObject({
      kind: 'unknown',
      message: expect.stringContaining('The lead was added'),
      phoneNumber: PHONE,
      listId: '101',
    });
  });

  test('any user, list, lead and offset: the right id, or none', async () => {
    expect(await rightOrNone((user) => Promise.resolve(reader(user)), 1500)).toBe(1500);
  });

  test('and so through the client and the writer', async () => {
    const known = new Map<string, Promise<Asker>>();
    const askerOf = (user: string): Promise<Asker> => known.getOrInsertComputed(user, () => asker(user));
    expect(await rightOrNone(askerOf, 100)).toBe(100);
  });
});

describe('an answer that breaks off', () => {
  test('there are answers enough to break', () => expect(wholeAnswers.length).toBeGreaterThan(70));

  test.each(wholeAnswers)(
    '$name: at no byte a wrong lead, or a lead called rejected',
    async ({ body, user, lead }) => {
      const read = reader(user);
      const right = await read(body, lead);
      for (const end of endsOf(body)) {
        const part = await read(body.slice(0, end), lead);
        expect(part).toSatisfy((told: LeadOutcome) => isTrueOfPart(told, right));
      }
    },
  );

  // The full run has each byte.
  test('and so through the client and the writer, at one byte in thirty', async () => {
    const known = new Map<string, Promise<Asker>>();
    for (const [index, { name, body, user, lead }] of wholeAnswers.entries()) {
      const ask = await known.getOrInsertComputed(user, () => asker(user));
      const right = await ask(body, lead);
      expect(right, `of ${name}`).toEqual(await reader(user)(body, lead));
      for (const end of endsOf(body).filter((_, place) => (place + index) % 30 === 0)) {
        const part = await ask(body.slice(0, end), lead);
        expect(part, `${name}, ${end} bytes`).toSatisfy((told: LeadOutcome) => isTrueOfPart(told, right));
      }
    }
  });

  test('nor does a connection that breaks at any byte give an answer', async () => {
    const dialer = await scriptedDialer();
    const body = `${YES} - ${PHONE}|101|14340|-5|MyUser\n`;
    const answer = `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const told: LeadOutcome[] = [];
    for (let end = 0; end <= answer.length; end += 1) {
      dialer.raw('add_lead', (socket) => socket.end(answer.slice(0, end)));
      // The circuit of one that met five of these would be open, and nothing be sent.
      const writer = openWriter(dialer.url, ':memory:');
      told.push(await writer.add({ lead: LEAD, caller: 'test', campaigns: () => Promise.resolve([]) }));
      await writer.close();
    }
    expect(told.pop()).toMatchObject({ kind: 'added', leadId: '14340' });
    expect(told.filter(({ kind }) => kind !== 'unknown')).toEqual([]);
    expect(dialer.counts()).toEqual({ add_lead: answer.length + 1 });
  });
});

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

describe('the documented lines', () => {
  const [
    withHopper = '',
    withAll = '',
    callbacks = '',
    nanpa = '',
    phones = '',
    lists = '',
    none = '',
    duplicates = '',
  ] = transcriptOf('add_lead').responses ?? [];
  const lead: LeadToAdd = { phoneNumber: '7275551111', source: 'test' };

  test.each([
    ['a line each', (text: string) => text],
    ['all in one line, as they are printed', (text: string) => text.replaceAll('\n', ' ')],
    ['with the newlines of DOS', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('added, with the hopper: %s', async (_, set) => {
    expect(await outcomeOfAnswer(set(withHopper), lead, '6666')).toMatchObject({
      kind: 'added',
      leadId: '193715',
      listId: '999',
      gmtOffset: -4,
      hopper: { added: true, hopperId: '1677922', reason: null },
      notices: ['ADDED TO HOPPER - 7275551111|193715|1677922'],
    });
  });

  test.each([
    ['a line each', (text: string) => text],
    ['all in one line', (text: string) => text.replaceAll('\n', ' ')],
  ])('added, with notices of all kinds: %s', async (_, set) => {
    const outcome = await outcomeOfAnswer(set(withAll), lead, '6666');
    expect(outcome).toMatchObject({
      kind: 'added',
      leadId: '193716',
      altPhonesLoaded: 3,
      customFieldsAdded: true,
      hopper: { added: false, hopperId: null, reason: 'OUTSIDE OF LOCAL TIME' },
    });
    expect(outcome).toHaveProperty('notices.length', 6);
  });

  test('each line on custom fields by itself', async () => {
    const told = await outcomesOf(
      lines(withAll)
        .filter((line) => line.includes('CUSTOM FIELDS'))
        .map((line) => `${YES} - 7275551111|6666|999|1|-4\n${line}\n`),
      lead,
      '6666',
    );
    expect(told.map((outcome) => outcome.kind === 'added' && outcome.customFieldsAdded)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('each line on callbacks by itself', async () => {
    const told = await outcomesOf(
      lines(callbacks).map((line) => `${YES} - 7275551111|6666|999|1234|-4\n${line}\n`),
      lead,
      '6666',
    );
    expect(told.map((outcome) => outcome.kind === 'added' && outcome.callback)).toEqual([
      { scheduled: true, callbackAt: '2011-09-29 12:00:01', reason: null },
      { scheduled: false, callbackAt: null, reason: 'USER NOT VALID' },
      { scheduled: false, callbackAt: null, reason: 'CAMPAIGN NOT VALID' },
    ]);
  });

  test('notices without a word on the lead: nobody knows', async () => {
    expect(await outcomeOfAnswer(callbacks, lead)).toMatchObject({ kind: 'unknown' });
    expect(await outcomeOfAnswer(nanpa, lead)).toMatchObject({ kind: 'unknown' });
  });

  test('each line that refuses', async () => {
    const told = await Promise.all(
      lines(`${phones}${lists}${none}`).map((line) => outcomeOfAnswer(line, lead, '6666')),
    );
    expect(told.map((outcome) => outcome.kind === 'rejected' && outcome.reason)).toEqual([
      'INVALID_PHONE_LENGTH',
      'INVALID_PHONE_PREFIX',
      'INVALID_PHONE_AREA_CODE',
      'INVALID_NANPA_PREFIX',
      'NOT_PERMITTED',
      'LIST_NOT_ALLOWED',
      'LIST_NOT_FOUND',
      'OTHER',
    ]);
  });

  test('each line on a duplicate', async () => {
    const told = await outcomesOf(
      lines(duplicates).map((line) => `${line}\n`),
      { ...lead, listId: '101' },
      '6666',
    );
    const expected = [
      ['PHONE', 'LIST'],
      ['PHONE', 'CAMPAIGN'],
      ['PHONE', 'SYSTEM'],
      ['PHONE_OR_ALT_PHONE', 'LIST'],
      ['PHONE_OR_ALT_PHONE', 'CAMPAIGN'],
      ['PHONE_OR_ALT_PHONE', 'SYSTEM'],
      ['TITLE_AND_ALT_PHONE', 'LIST'],
      ['TITLE_AND_ALT_PHONE', 'CAMPAIGN'],
      ['TITLE_AND_ALT_PHONE', 'SYSTEM'],
      ['NAME_AND_PHONE', 'LIST'],
      ['NAME_AND_PHONE', 'CAMPAIGN'],
      ['NAME_AND_PHONE', 'SYSTEM'],
    ];
    expect(told).toMatchObject(
      expected.map(([match, scope]) => ({
        kind: 'duplicate',
        match,
        scope,
        existingLeadId: '8765444',
        existingListId: '101',
      })),
    );
  });
});

const duplicateOf = (name: string) =>
  `ERROR: add_lead DUPLICATE NAME PHONE IN SYSTEM - ${name}|Smith|${PHONE}|101|14247|102\n`;

describe('what nobody expects', () => {
  const added = `${YES} - ${PHONE}|101|14340|-5|MyUser\n`;

  test('a notice of an unknown kind is kept, and what is none of the dialer’s words left out', async () => {
    const body = `Backup runs since 03:00\n${added}NOTICE: add_lead LEAD WILL BE CHECKED BY A PERSON - ${PHONE}|MyUser\nGood bye.\n`;
    expect(await outcomeOfAnswer(body)).toMatchObject({
      kind: 'added',
      leadId: '14340',
      notices: [`LEAD WILL BE CHECKED BY A PERSON - ${PHONE}`],
    });
  });

  test('an ERROR beside a SUCCESS does not undo it', async () => {
    const error = `ERROR: add_lead HOPPER TABLE IS FULL - ${PHONE}|MyUser\n`;
    for (const body of [`${added}${error}`, `${error}${added}`]) {
      expect(await outcomeOfAnswer(body)).toMatchObject({
        kind: 'added',
        leadId: '14340',
        notices: [`HOPPER TABLE IS FULL - ${PHONE}`],
      });
    }
  });

  test.each([
    ['ERROR: Invalid Source - x\nERROR: Invalid Source: |x|\n', 'INVALID_INPUT'],
    [`ERROR: add_lead PHONE NUMBER IN DNC - ${PHONE}|MyUser\nERROR: NO FUNCTION SPECIFIED\n`, 'DNC'],
    ['ERROR: add_lead THE MOON IS FULL\nERROR: add_lead THE SUN IS TOO\n', 'OTHER'],
  ])('several ERROR lines: the first one counts', async (body, reason) => {
    expect(await outcomeOfAnswer(body)).toMatchObject({ kind: 'rejected', reason });
  });

  test('PHP’s warnings before, between and behind the lines are not the dialer’s words', async () => {
    const warning =
      '<br />\n<b>Warning</b>:  Undefined variable $DB in <b>/var/www/html/API/lmapi.php</b> on line <b>20457</b><br />\n';
    const body = `${warning}${added}${warning}${warning}${IN_HOPPER} - ${PHONE}|14340|5014|MyUser\n${warning}`;
    expect(await outcomeOfAnswer(body)).toMatchObject({
      kind: 'added',
      leadId: '14340',
      hopper: { hopperId: '5014' },
      notices: [`ADDED TO HOPPER - ${PHONE}|14340|5014`],
    });
  });

  test('a callback at no time of any calendar', async () => {
    const line = 'NOTICE: add_lead SCHEDULED CALLBACK ADDED - 14340|TESTCAMP|';
    for (const time of ['0000-00-00 00:00:00', '2026-02-30 10:00:00', '2026-13-01 10:00:00', 'tomorrow']) {
      const outcome = await outcomeOfAnswer(`${added}${line}${time}|ANYONE||CALLBK\n`);
      expect(outcome).toMatchObject({ kind: 'added', callback: { scheduled: true, callbackAt: null } });
    }
  });

  test('a bar in a name does not make another lead of the one there is', async () => {
    const plain = { kind: 'duplicate', existingLeadId: '14247', existingListId: '102' };
    expect(await outcomeOfAnswer(duplicateOf('Bob'))).toMatchObject(plain);
    expect(await outcomeOfAnswer(duplicateOf('Bob|jr'))).toMatchObject(plain);
    expect(await outcomeOfAnswer(duplicateOf('A|B|C'))).toMatchObject(plain);
  });

  test('seventy further numbers, printed back with a bar in a note, take no time', async () => {
    const echo = Array.from({ length: 70 }, (_, index) => `72755512${10 + (index % 90)}|1|`).join('');
    const start = processorMs();
    const outcome = await outcomeOfAnswer(
      `${added}${echo}a|bNOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED - 70|14340|MyUser\n`,
    );
    expect(processorMs() - start).toBeLessThan(1000);
    expect(outcome).toMatchObject({ kind: 'added', leadId: '14340', altPhonesLoaded: 70 });
  });

  test.each([
    ['nothing', { body: '' }],
    ['blanks', { body: ' \n\n' }],
    ['HTML', { body: '<html><body>Welcome</body></html>' }],
    ['half a word', { body: 'SUCCES' }],
    ['no words behind the mark', { body: 'SUCCESS: ' }],
    ['bytes that are no UTF-8', { body: Buffer.from([0x53, 0xff, 0xfe]) }],
    ['a status of 500', { status: 500, body: added }],
    ['a status of 502', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['a status of 302', { status: 302, headers: { location: '/login' }, body: '' }],
  ])('%s: nobody knows', async (_, reply) => {
    const dialer = await scriptedDialer();
    dialer.answer('add_lead', reply);
    expect(await writerTo(dialer.url).add(LEAD)).toMatchObject({ kind: 'unknown' });
    expect(dialer.counts()).toEqual({ add_lead: 1 });
  });
});
