import { addLead, type FieldOrder } from './answers/addLead.ts';
import type { Centre } from './centre/centre.ts';
import type { Form } from './wire/form.ts';
import type { Login } from './wire/login.ts';
import { html, type Reply } from './wire/reply.ts';

interface LmApiOptions {
  readonly centre: Centre;
  readonly login: Login;
  readonly order: FieldOrder;
  readonly now: number;
}

/**
 * Answers a request to `/API/lmapi.php` with lines of text. The answer to a wrong login repeats its password, as
 * VICIdial's does.
 */
export async function lmApi(form: Form, { centre, login, order, now }: LmApiOptions): Promise<Reply> {
  const [user, pass] = [form.one('user'), form.one('pass')];
  const result = login.check(user, pass);
  if (result === 'locked') {
    return html(`ERROR: Too many login attempts, try again in 15 minutes: |${user}|LOCK|\n`);
  }
  if (result === 'bad') return html(`ERROR: Login incorrect, please try again: |${user}|${pass}|BAD|\n`);
  const source = form.one('source');
  if (source.length < 2)
    return html(`ERROR: Invalid Source - ${source}\nERROR: Invalid Source: |${source}|\n`);
  if (form.one('function') !== 'add_lead') return html('ERROR: NO FUNCTION SPECIFIED\n');
  return addLead({ form, centre, user, order, now });
}
