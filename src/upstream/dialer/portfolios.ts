import { both } from '../wire/reading/reader.ts';
import { sideTable, table, Table } from '../wire/reading/table.ts';
import { key, reference, text } from '../wire/wire.ts';
import { normalizeKey } from '../wire/normalizeKey.ts';
import { LIFETIMES, goAction, noParams } from './action.ts';

/** Every portfolio: a business or client that calls are made for. */
export const getAllPortfolios = goAction({
  name: 'getAllPortfolios',
  folder: 'goUsers',
  summary: 'Every portfolio with its name.',
  model: 'Portfolio',
  ...LIFETIMES.reference,
  params: noParams,
  response: table({
    at: 'rows',
    row: { portfolio: key, portfolio_name: text },
    as: (row) => ({ code: row.portfolio, name: row.portfolio_name }),
  }),
  nothing: () => Table.empty(),
});

const profileDetail = { profile_id: key, id: reference, profile_name: text, disposition_set: text };

interface Listed {
  readonly profileId: string;
  readonly name: string | null;
}

interface Detailed extends Listed {
  readonly rowId: string | null;
  readonly dispositionSet: string | null;
}

/** Joins both tables. Members of a profile that the second table lacks are null. */
function asProfiles(listed: Table<Listed>, detailed: Table<Detailed> | null): Table<Detailed> {
  const details = new Map(detailed?.rows.map((row) => [normalizeKey(row.profileId), row]));
  const known = new Set(listed.rows.map((row) => normalizeKey(row.profileId)));
  const rows = listed.rows.map(({ profileId, name }) => {
    const detail = details.get(normalizeKey(profileId));
    return {
      profileId,
      name: name ?? detail?.name ?? null,
      rowId: detail?.rowId ?? null,
      dispositionSet: detail?.dispositionSet ?? null,
    };
  });
  const onlyDetailed = detailed?.rows.filter((row) => !known.has(normalizeKey(row.profileId))) ?? [];
  return new Table([...rows, ...onlyDetailed], listed.unreadable);
}

/** Every profile. `data` lists them; `profiles.rows` adds the row number and the disposition set. */
export const getAllProfiles = goAction({
  name: 'getAllProfiles',
  folder: 'goUsers',
  summary: 'Every profile with its name, row number and disposition set. The HTML in the answer is not read.',
  model: 'Profile',
  ...LIFETIMES.reference,
  params: noParams,
  response: both(
    table({
      at: 'rows',
      row: { profile_id: key, profile_name: text },
      as: (row) => ({ profileId: row.profile_id, name: row.profile_name }),
    }),
    sideTable({
      at: 'profiles.rows',
      row: profileDetail,
      as: (row) => ({
        profileId: row.profile_id,
        name: row.profile_name,
        rowId: row.id,
        dispositionSet: row.disposition_set,
      }),
    }),
    asProfiles,
  ),
  nothing: () => Table.empty(),
});
