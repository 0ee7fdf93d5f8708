/** JSON as PHP's json_encode prints it: slashes are escaped, and characters outside ASCII are \uXXXX. */
export function phpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(
      /[\u007f-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/**
 * The answer of goAPIv2 for `responsetype=xml`: a head with literal `\n`, then each leaf value in an element of its own
 * name, or of its index in a list. It is not well-formed XML.
 */
export function phpXml(action: string, value: unknown): string {
  const head = `<?xml version="1.0" encoding="UTF-8"?>\\n<goautodialapi version="4.0">(\\n<action>"${action} "</action>\\n" )`;
  return `${head}${leaves('data', value)}</goautodialapi>\n`;
}

function leaves(name: string, value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([member, inner]) => leaves(member, inner))
      .join('');
  }
  return `<${name}>${typeof value === 'string' || typeof value === 'number' ? value : ''}</${name}>\n`;
}

/** The text that PHP prints before an answer if display_errors is on. */
export const PHP_WARNING =
  '<br />\n<b>Warning</b>:  Undefined array key "log_ip" in <b>/var/www/html/goAPIv2/goAPI.php</b> on line <b>66</b><br />\n';
