import { GraphQLError } from 'graphql';

/** Input that cannot be meant: refused before anything is asked of the dialer. */
export class BadUserInput extends GraphQLError {
  /** @param argument the argument or input field at fault, as the caller wrote it */
  constructor(argument: string, message: string) {
    super(`${argument}: ${message}`, { extensions: { code: 'BAD_USER_INPUT', argument } });
    this.name = 'BadUserInput';
  }
}
