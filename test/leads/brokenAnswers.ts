/** Answers of the dialer that break off, and what is true of their parts. */
import { outcomeOf, type LeadOutcome } from '../../src/leads/outcome.ts';
import { add_lead } from '../../src/upstream/dialer/lead/leads.ts';
import type { LeadToAdd } from '../../src/upstream/dialer/lead/leadToAdd.ts';
import { ACCOUNT, scriptedDialer } from '../support/leadApi.ts';
import { leadRecordings } from '../support/leadRecordings.ts';
import { writerTo } from '../support/leadWriter.ts';

export const PHONE = '7275560007';
export const LEAD: LeadToAdd = { phoneNumber: PHONE, source: 'test', listId: '101' };

/** Gives the outcome of a lead to which the dialer answers that. */
export type Asker = (body: string, lead?: LeadToAdd) => Promise<LeadOutcome>;

/** Asks through the real writer and the real client, over HTTP: each time the dialer answers what it is told to. */
export async function asker(user?: string): Promise<Asker> {
  const dialer = await scriptedDialer();
  const writer = writerTo(dialer.url, user);
  return (body, lead = LEAD) => {
    dialer.answer('add_lead', body);
    return writer.add(lead);
  };
}

/** Reads an answer as the client and the writer do, without HTTP and a journal: a thousandth of the time. */
export const reader =
  (user: string = ACCOUNT.user): Asker =>
  async (body, { phoneNumber, listId } = LEAD) =>
    outcomeOf((await add_lead.response(body)).model, {
      phoneNumber,
      listId,
      user,
      pass: ACCOUNT.pass,
      altered: [],
    });

/** Added under that id, or added and no id. */
export const isTrue = (told: LeadOutcome, leadId: string): boolean =>
  told.kind === 'added' ? told.leadId === leadId : told.kind === 'unknown';

/**
 * What a part of an answer may come to, by what the whole comes to. In a list a duplicate's id is the last word: only a
 * proxy that mends the length could cut it unseen.
 */
export function isTrueOfPart(part: LeadOutcome, whole: LeadOutcome): boolean {
  if (whole.kind === 'added') return isTrue(part, whole.leadId);
  if (whole.kind !== 'duplicate' || part.kind === 'added') return false;
  return (
    part.kind !== 'duplicate' ||
    whole.scope === 'LIST' ||
    part.existingLeadId === null ||
    part.existingLeadId === whole.existingLeadId
  );
}

/** The recorded answers in the documents' order. */
const inDocumentsOrder = (body: string, user: string): string =>
  body
    .replace(
      /(LEAD HAS BEEN ADDED - )(\d+)\|(\d+)\|(\d+)\|(-?[\d.]+)\|.*/,
      (_, words: string, phone: string, list: string, lead: string, gmt: string) =>
        `${words}${phone}|${user}|${list}|${lead}|${gmt}`,
    )
    .replace(
      /(ADDED TO HOPPER - )(\d+)\|(\d+)\|(\d+)\|.*/,
      (_, words: string, phone: string, lead: string, hopper: string) =>
        `${words}${phone}|${user}|${lead}|${hopper}`,
    );

/** The recorded answers that name a lead, in the ancestor's and in the documents' order. */
export const wholeAnswers = leadRecordings.flatMap(({ name, fields, exchanges }) => {
  const [exchange] = exchanges;
  const body = exchange?.body ?? '';
  if (!/LEAD HAS BEEN ADDED|DUPLICATE/.test(body)) return [];
  const user = fields.get('user') ?? 'MyUser';
  const phone = fields.get('phone_number') ?? '';
  const lead = {
    source: 'test',
    phoneNumber: /^\d{10}$/.test(phone) ? phone : PHONE,
    listId: fields.get('list_id') ?? '999',
  };
  return [
    { name, body, user, lead },
    ...(body.includes('SUCCESS')
      ? [{ name: `${name}, in the documents’ order`, body: inDocumentsOrder(body, user), user, lead }]
      : []),
  ];
});

/** Where an answer may break off. Of a body with 20 kB of warnings, what comes before the first line says nothing. */
export function endsOf(body: string): number[] {
  const from = Math.max(0, body.search(/(?:SUCCESS|NOTICE|ERROR): /) - 50);
  return Array.from({ length: body.length - from }, (_, index) => from + index);
}
