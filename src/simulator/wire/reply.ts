/** An HTTP answer before it is sent. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** A reply with the content type that PHP always sends, also for JSON. */
export const html = (body: string, status = 200): Reply => ({
  status,
  type: 'text/html; charset=UTF-8',
  body,
});

export const json = (value: unknown, status = 200): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});

export const NOT_FOUND: Reply = html(
  '<!doctype html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>',
  404,
);
