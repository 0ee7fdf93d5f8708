/** The statements of a journal in Postgres. Each is a transaction of its own. All times are of Postgres's clock. */

/** The members of a row that the journal reads, in the form of a journal in a file. */
const ROW = `a.id::float8 AS id, a.lead_hash, a.outcome, a.sealed, a.cause, a.format,
  to_char(a.begun_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS begun_at`;

/** True for the owner `o` of an add if it may still send and write. */
const IS_ALIVE = `o.fenced_at IS NULL AND o.seen_at > clock_timestamp() - o.lease_ms * interval '1 ms'`;

/** `is_stale` = its owner has lost its lease, so that `FENCE` will make it unknown. */
export const FIND = `
  SELECT ${ROW}, a.outcome IS NULL AND (o.id IS NULL OR NOT (${IS_ALIVE})) AS is_stale
  FROM lead_journal_adds a LEFT JOIN lead_journal_owners o ON o.id = a.owner WHERE a.key_hash = $1`;

/** No row if the key or the number is taken, or if the owner has lost its lease. */
export const BEGIN = `
  INSERT INTO lead_journal_adds
    (key_hash, lead_hash, caller_hash, sealed, number_hash, attempt, owner, begun_at, unresolved, format)
  SELECT $1, $2, $3, $4, $5, $6, o.id, clock_timestamp(), true, 1
  FROM lead_journal_owners o WHERE o.id = $7 AND ${IS_ALIVE}
  ON CONFLICT DO NOTHING RETURNING id::float8 AS id`;

/** Who has the key and the number of an add that could not begin. */
export const WHO_HAS = `
  SELECT coalesce(a.key_hash = $1, false) AS has_key, a.outcome IS NOT NULL AS has_ended,
    a.outcome IS NULL AND (o.id IS NULL OR NOT (${IS_ALIVE})) AS is_stale
  FROM lead_journal_adds a LEFT JOIN lead_journal_owners o ON o.id = a.owner
  WHERE a.key_hash = $1 OR a.number_hash = $2`;

/**
 * Only while the add is under way by the same owner: whoever was fenced writes no more. An outcome that was written by an
 * earlier try, whose answer was lost, counts as written. $5 = true: the number is kept, see `FREE`.
 */
export const END = `
  UPDATE lead_journal_adds SET ended_at = clock_timestamp(), outcome = $3, cause = $4, unresolved = $4::text IS NOT NULL,
    sealed = CASE WHEN $4::text IS NULL THEN NULL ELSE sealed END,
    number_hash = CASE WHEN $5 THEN number_hash END
  WHERE attempt = $1 AND owner = $2 AND (outcome IS NULL OR outcome = $3) RETURNING 1`;

/**
 * As `END`, for an outcome that its caller was told because Postgres could not be reached: also if the add was declared
 * unknown meanwhile, and nobody has settled it. $6 = the cause that `FENCE` gives.
 */
export const END_LATE = `
  UPDATE lead_journal_adds SET ended_at = clock_timestamp(), outcome = $3, cause = $4, unresolved = $4::text IS NOT NULL,
    sealed = CASE WHEN $4::text IS NULL THEN NULL ELSE sealed END,
    number_hash = CASE WHEN $5 THEN number_hash END
  WHERE attempt = $1 AND owner = $2
    AND (outcome IS NULL OR outcome = $3 OR (outcome = 'unknown' AND unresolved AND cause = $6)) RETURNING 1`;

/** Lets a phone number go $2 ms after an add that may come late. */
export const FREE = `
  UPDATE lead_journal_adds SET number_hash = NULL
  WHERE number_hash = $1 AND outcome IS NOT NULL AND ended_at < clock_timestamp() - $2 * interval '1 ms'`;

export const FORGET = `
  DELETE FROM lead_journal_adds WHERE attempt = $1 AND owner = $2 AND outcome IS NULL RETURNING 1`;

/**
 * Adds of this owner that it knows nothing of: their beginning was written, and the answer of Postgres was lost. None is
 * deleted that was begun after the owner wrote its list, however late this statement runs.
 */
export const SWEEP = `
  DELETE FROM lead_journal_adds
  WHERE owner = $1 AND outcome IS NULL AND attempt <> ALL ($2::uuid[]) AND begun_at < $3::timestamptz`;

export const NOW = `SELECT clock_timestamp()::text AS now`;

export const UNRESOLVED = `
  SELECT ${ROW} FROM lead_journal_adds a WHERE caller_hash = $1 AND unresolved AND outcome IS NOT NULL ORDER BY id DESC`;

export const COUNT_UNRESOLVED = `
  SELECT count(*)::float8 AS count FROM lead_journal_adds WHERE unresolved AND outcome IS NOT NULL`;

const SETTLED = `
  found AS (
    SELECT * FROM lead_journal_adds a WHERE unresolved AND outcome IS NOT NULL
      AND CASE WHEN $1::bigint IS NULL THEN key_hash = $2 ELSE id = $1 AND caller_hash = $3 END FOR UPDATE
  )`;

export const SETTLE_ADDED = `
  WITH ${SETTLED}, settled AS (
    UPDATE lead_journal_adds SET ended_at = clock_timestamp(), outcome = 'resolved ' || $4::text, sealed = NULL,
      cause = NULL, unresolved = false FROM found WHERE lead_journal_adds.id = found.id
  ) SELECT ${ROW} FROM found a`;

export const SETTLE_NOT_ADDED = `
  WITH ${SETTLED}, gone AS (
    DELETE FROM lead_journal_adds USING found WHERE lead_journal_adds.id = found.id
  ) SELECT ${ROW} FROM found a`;

/** A new owner: one for each start of a server, so that its number is its fencing token. */
export const TAKE_LEASE = `
  INSERT INTO lead_journal_owners (lease_ms, seen_at) VALUES ($1, clock_timestamp()) RETURNING id::float8 AS id`;

/** No row if the owner was fenced. */
export const RENEW_LEASE = `
  UPDATE lead_journal_owners SET seen_at = clock_timestamp() WHERE id = $1 AND fenced_at IS NULL RETURNING 1`;

export const GIVE_UP_LEASE = `UPDATE lead_journal_owners SET fenced_at = clock_timestamp() WHERE id = $1`;

export const LIVE_OWNERS = `SELECT 1 FROM lead_journal_owners o WHERE ${IS_ALIVE}`;

/** Fences owners without a sign of life. What they had under way is unknown from now on. */
export const FENCE = `
  WITH fenced AS (
    UPDATE lead_journal_owners o SET fenced_at = clock_timestamp()
    WHERE o.fenced_at IS NULL AND NOT (${IS_ALIVE}) RETURNING id
  )
  UPDATE lead_journal_adds SET ended_at = clock_timestamp(), outcome = 'unknown', cause = $1, number_hash = NULL
  WHERE outcome IS NULL AND (
    owner IN (SELECT id FROM fenced) OR owner NOT IN (SELECT id FROM lead_journal_owners WHERE fenced_at IS NULL))`;

/** Known outcomes that are older than $1 days: at most $2 of them. */
export const PRUNE = `
  DELETE FROM lead_journal_adds WHERE id IN (
    SELECT id FROM lead_journal_adds WHERE NOT unresolved AND ended_at < clock_timestamp() - $1 * interval '1 day' LIMIT $2)
  RETURNING 1`;

/** Owners that were fenced long ago, and have nothing under way. */
export const PRUNE_OWNERS = `
  DELETE FROM lead_journal_owners o WHERE fenced_at < clock_timestamp() - interval '1 day'
    AND NOT EXISTS (SELECT 1 FROM lead_journal_adds a WHERE a.owner = o.id AND a.outcome IS NULL)`;

/** The time of the last add that the journal has; null if it has none. */
export const LAST_TIME = `
  SELECT to_char(max(greatest(begun_at, ended_at)) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS last
  FROM lead_journal_adds`;

/**
 * `place` = cluster, database and table: another one after a restore from a dump. `timeline` = another one after a
 * recovery to an earlier time, or a change of the primary. `loses` = a change of the primary may lose commits.
 */
export const IDENTITY = `
  SELECT concat_ws(' ', (SELECT system_identifier FROM pg_control_system()),
      (SELECT oid FROM pg_database WHERE datname = current_database()), 'lead_journal_adds'::regclass::oid) AS place,
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
    current_setting('synchronous_standby_names') = '' AS loses`;
