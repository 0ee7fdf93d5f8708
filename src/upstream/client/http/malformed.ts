const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * True for broken HTTP or compression. undici's error for the former quotes the answer, so it must not become the
 * `cause` of another error.
 */
export const isMalformed = (error: unknown): boolean =>
  (error instanceof Error && error.name === 'HTTPParserError') ||
  /^(?:Z_|ERR__ERROR_|ERR_BROTLI_|UND_ERR_HEADERS_OVERFLOW)/.test(codeOf(error));
