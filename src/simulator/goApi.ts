import { answerOf } from './answers/index.ts';
import type { Centre } from './centre/centre.ts';
import type { Form } from './wire/form.ts';
import type { Login } from './wire/login.ts';
import { phpJson, phpXml } from './wire/php.ts';
import { html, type Reply } from './wire/reply.ts';
import { BAD_LOGIN, COMMAND_NOT_FOUND } from './wire/request.ts';

const BAD_RESPONSE_TYPE =
  'result=error;message=This API function only accepts XML or JSON value on responsetype;';

interface GoApiOptions {
  readonly centre: Centre;
  readonly login: Login;
  readonly now: number;
}

/** Answers a request to `/goAPIv2/<folder>/goAPI.php`. */
export function goApi(folder: string, form: Form, { centre, login, now }: GoApiOptions): Reply {
  const action = form.one('goAction');
  const answer = (): object => {
    // A locked account gets the same answer as a wrong password.
    if (login.check(form.one('goUser'), form.one('goPass')) !== 'ok') return BAD_LOGIN;
    return answerOf(folder, action)?.({ centre, form, now }) ?? COMMAND_NOT_FOUND;
  };
  // As in goAPIv2, the action is done first. A wrong responsetype is noticed only then.
  const value = answer();
  const type = form.one('responsetype');
  if (type === 'json') return html(phpJson(value));
  return html(type === '' || type === 'xml' ? phpXml(action, value) : BAD_RESPONSE_TYPE);
}
