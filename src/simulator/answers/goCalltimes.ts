import { hoursOnTheWire } from '../centre/callTimes.ts';
import { MISSING_PARAMETERS, type Answer } from '../wire/request.ts';

/** The answer is in columns: one array for each member. */
const goGetAllCalltimes: Answer = ({ centre: { callTimes } }) => {
  const rows = callTimes.map(hoursOnTheWire);
  const names = Object.keys(rows[0] ?? {});
  return {
    result: 'success',
    call_time_id: callTimes.map((callTime) => callTime.id),
    call_time_name: callTimes.map((callTime) => callTime.name),
    ...Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? 0)])),
    user_group: callTimes.map(() => '---ALL---'),
  };
};

const goGetCalltimeInfo: Answer = ({ form, centre: { callTimes } }) => {
  const id = form.one('call_time_id');
  if (id === '') return MISSING_PARAMETERS;
  const callTime = callTimes.find((candidate) => candidate.id === id);
  if (!callTime) return { result: 'Error: Calltime does not exist.' };
  return {
    result: 'success',
    id: callTime.rowId,
    call_time_id: callTime.id,
    call_time_name: callTime.name,
    call_time_comments: callTime.comments,
    ...hoursOnTheWire(callTime),
    ct_state_call_times: '',
    default_afterhours_filename_override: '',
    sunday_afterhours_filename_override: '',
    monday_afterhours_filename_override: '',
    tuesday_afterhours_filename_override: '',
    wednesday_afterhours_filename_override: '',
    thursday_afterhours_filename_override: '',
    friday_afterhours_filename_override: '',
    saturday_afterhours_filename_override: '',
    user_group: '---ALL---',
    ct_holidays: callTime.holidays,
  };
};

export const goCalltimes = { goGetAllCalltimes, goGetCalltimeInfo } as const;
