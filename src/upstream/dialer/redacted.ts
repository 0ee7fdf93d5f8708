/**
 * The words that may be shown of a refusal: those of English sentences about calls, accounts and limits. A list of what
 * to hide would never be complete, because refusals print passwords, SQL, names and numbers.
 */
const KNOWN = new Set(
  `a access account action active add added administrator agent agents all allowed already an and api are as at attempts
  authentication authorized available bad be been belong belongs blocked by call called calls campaign campaigns can
  cannot characters code column combination command connect connection contact could count create data database date day
  dead deadlock default denied dialer did disabled do does down duplicate empty enabled end entered error errors exceeded
  exist existing exists expired failed failure field fields find for format found from function gone group groups has
  have hopper id in inactive incorrect input insert internal invalid is issue it key last lead leads length less level
  limit limited list lists live locked log logged login lock long lost many match maximum message minimum missing more
  must name need needed no none not nothing now null number numbers of off on one only or out over own parameter
  parameters password per permission permissions phone please portfolio portfolios profile profiles query range read
  record records refused rejected report request requests required result results retry right rights row rows runtime
  select server session set short some specified start status syntax system table temporarily tenant than that the there
  this time timeout to today too try type unable unauthorized unavailable undefined unexpected unknown unsupported update
  use used user username users valid value values wait was were when while with within wrong year you your zone`.split(
    /\s+/,
  ),
);

const MOST_CHARACTERS = 300;

/**
 * What an upstream said, with each word that is not known to be harmless replaced by "…": `User … does not exist`.
 *
 * @param text its first 300 characters are read
 */
export const redacted = (text: string): string =>
  text
    .slice(0, MOST_CHARACTERS)
    // Punctuation ends a word only before a space: a password can be two words with a dot between them.
    .replaceAll(/([^\s(]\S*?)([.,:;!?)]*)(?=\s|$)/g, (_, word: string, end: string) =>
      KNOWN.has(word.toLowerCase().replace(/'s?$/, '')) ? `${word}${end}` : '…',
    )
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/…(?:[ ,.:;!?()]*…)+/g, '…')
    .trim();
