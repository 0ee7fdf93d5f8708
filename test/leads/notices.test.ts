import { describe, expect, test } from 'vitest';
import { LEAD, startAdding } from '../support/addingDialer.ts';
import { accountAt, addedLine, scriptedDialer, startLeadApi, type Account } from '../support/leadApi.ts';

/** What is told of a lead beside which the dialer prints these lines. */
async function toldBeside(
  lines: string,
  account: Omit<Account, 'url'> = { user: 'MyUser', pass: 'My&Pass-1' },
) {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => `${addedLine(fields)}${lines}\n`);
  const api = await startLeadApi({ ...accountAt(dialer), ...account });
  const told = await api.add({ ...LEAD, hopper: {} });
  if (told.type !== 'AddLeadSuccess') throw new Error('It was not added.');
  return told;
}

describe('a notice is redacted as a whole', () => {
  test.each([
    ['the word behind the topic', 'SOMETHING - PASS|secret|14333'],
    ['the word in small letters', 'SOMETHING - 14333|pass|secret'],
    ['the word in the topic', 'PASS IS secret - 14333'],
    ['the whole word', 'LOGIN - Password: secret'],
    ['an assignment', 'CALLED /API/lmapi.php?user=x&pass=secret - 1'],
    ['the password', 'SOMETHING - 14333|My&Pass-1'],
    ['the password in another case', 'SOMETHING - my&pass-1'],
    ['the password without its signs', 'SOMETHING - 14333|MyPass-1'],
    ['the password in a URL', 'SOMETHING - https://x/?p=My%26Pass-1'],
    ['the password in HTML', 'SOMETHING - My&amp;Pass-1'],
    ['the password between tags', 'SOMETHING - My&<b>Pass</b>-1'],
    ['no mark before it', 'SOMETHING My&Pass-1'],
  ])('with %s', async (_, notice) => {
    const told = await toldBeside(`NOTICE: add_lead ${notice}`);
    expect(told.notices).toEqual(['(redacted)']);
    expect(JSON.stringify(told)).not.toMatch(/secret|pass-1/i);
  });

  test.each([
    ['a bar in it', 'Other|word-9', 'SOMETHING - 14333|Other|word-9'],
    ['tags in it', 'Other-word-9', 'SOMETHING - Other-<b>word</b>-9'],
    ['entities in it', 'Other-word-9', 'SOMETHING Other&#45;word&#45;9 - 1'],
  ])('with the password and %s', async (_, pass, notice) => {
    const told = await toldBeside(`NOTICE: add_lead ${notice}`, { user: 'MyUser', pass });
    expect(told.notices).toEqual(['(redacted)']);
  });

  test('also if it is the reason that is told of the hopper', async () => {
    const told = await toldBeside('NOTICE: add_lead NOT ADDED TO HOPPER, PASS secret OF MyUser - 1');
    expect(told.hopper).toEqual({ added: false, hopperId: null, reason: null });
    expect(JSON.stringify(told)).not.toMatch(/secret|MyUser/i);
  });
});

describe('the account’s user is left out', () => {
  test.each([
    ['MyUser', 'USER MyUser MAY NOT - 14333|MYUSER|5', 'USER  MAY NOT - 14333|5'],
    ['MyUser', 'BY (MyUser), AT 10:00 - 5', 'BY (), AT 10:00 - 5'],
    ['MyUser', 'BY <i>My</i>User - 5', 'BY - 5'],
    ['MyUser', 'DONE BY MyUser. - 5', 'DONE BY . - 5'],
    ['MyUser', 'SENT BY -MyUser- - 5', 'SENT BY -- - 5'],
    ['graph-api', 'BY graph-api - graph-api|5', 'BY - 5'],
    ['api@centre.example', 'BY api@centre.example - 5', 'BY - 5'],
    ['a+b(c', 'BY a+b(c - 5', 'BY - 5'],
    ['6666', 'BY 6666 - 6666|16666|5', 'BY - 16666|5'],
    // A part of another word is that word's.
    ['api', 'RAPID API - 5|capital|api.example.com', 'RAPID - 5|capital|api.example.com'],
  ])('%s in %s', async (user, notice, expected) => {
    const told = await toldBeside(`NOTICE: add_lead ${notice}`, { user, pass: 'Other-pass-9' });
    expect(told.notices).toEqual([expected]);
  });
});

describe('HTML is left out', () => {
  test.each([
    ['<b>HOPPER</b> FULL - <i class="x">5</i>', ['HOPPER FULL - 5']],
    ['<a href="http://x/?a=1">SEE</a> - 5', ['SEE - 5']],
    ['ONE <script>x</script> - 5', ['ONE x - 5']],
    ['ONE &lt;b&gt;TWO&lt;/b&gt; - 5', ['ONE TWO - 5']],
    ['A &amp; B - 5', ['A & B - 5']],
    [
      'ONE - 1<br>NOTICE: add_lead TWO - 2<BR/>NOTICE: add_lead THREE - 3<br />',
      ['ONE - 1', 'TWO - 2', 'THREE - 3'],
    ],
    ['ONE - 1<br><p>SELECT x</p>', ['ONE - 1']],
  ])('%s', async (notice, expected) => {
    const told = await toldBeside(`NOTICE: add_lead ${notice}`);
    expect(told.notices).toEqual(expected);
  });

  test('of the reason that is told of a callback, too', async () => {
    const told = await toldBeside(
      'NOTICE: add_lead SCHEDULED CALLBACK NOT ADDED, <b>USER</b> NOT VALID - 14333|MyUser',
    );
    expect(told.callback).toEqual({ scheduled: false, callbackAt: null, reason: 'USER NOT VALID' });
  });
});

test('lines that a <br> ends without a line break are all read', async () => {
  const { api, dialer } = await startAdding();
  dialer.answer(
    'add_lead',
    (fields) =>
      `NOTICE: add_lead NANPA options disabled, NANPA prefix data not loaded - |MyUser<br>${addedLine(fields).trim()}<br/>NOTICE: add_lead ADDED TO HOPPER - ${LEAD.phoneNumber}|14333|5014|MyUser<BR>`,
  );
  expect(await api.add({ ...LEAD, hopper: {} })).toMatchObject({
    type: 'AddLeadSuccess',
    leadId: '14333',
    hopper: { added: true, hopperId: '5014' },
  });
});

const line = (scope: string, values: string) =>
  `ERROR: add_lead DUPLICATE NAME PHONE IN ${scope} - José|Núñez|${LEAD.phoneNumber}|${values}\n`;

describe('a duplicate line in latin-1', () => {
  const checks = [{ match: 'NAME_AND_PHONE', scope: 'SYSTEM' }];
  const lead = { ...LEAD, listId: '101', firstName: 'José', lastName: 'Núñez', duplicateChecks: checks };

  test.each([
    ['in the system', line('SYSTEM', '101|14247|102'), '102'],
    ['in a list', line('LIST', '101|14247'), '101'],
    ['behind a notice in UTF-8', `NOTICE: add_lead ¡Olé! - 1\n${line('SYSTEM', '101|14247|102')}`, '102'],
    ['with typographic marks', line('CAMPAIGN', '101|14247|102').replace('Núñez', 'O\u0092Núñez'), '102'],
  ])('is read: %s', async (_, text, existingListId) => {
    const { api, dialer } = await startAdding();
    const [first = '', ...rest] = text.split(/(?<=\n)/);
    const isMixed = first.startsWith('NOTICE');
    const body = isMixed
      ? Buffer.concat([Buffer.from(first), Buffer.from(rest.join(''), 'latin1')])
      : Buffer.from(text, 'latin1');
    dialer.answer('add_lead', { body });
    expect(await api.add(lead)).toMatchObject({
      type: 'DuplicateLead',
      match: 'NAME_AND_PHONE',
      existingLeadId: '14247',
      existingListId,
    });
    expect(dialer.counts()).toEqual({ add_lead: 1 });
  });
});
