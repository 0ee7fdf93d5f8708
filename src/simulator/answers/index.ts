import type { ActionName } from '../../upstream/endpoints.ts';
import type { Answer } from '../wire/request.ts';
import { goAgent } from './goAgent.ts';
import { goCalltimes } from './goCalltimes.ts';
import { goCampaigns } from './goCampaigns.ts';
import { goDashboard } from './goDashboard.ts';
import { goReports } from './goReports.ts';
import { goUsers } from './goUsers.ts';

/** The actions of goAPIv2. add_lead and call-reports belong to other APIs. */
export type GoActionName = Exclude<ActionName, 'add_lead' | 'call-reports'>;

/** The answer of each action. A record of the endpoint table without an answer here is a compile error. */
const ANSWERS: { readonly [Name in GoActionName]: Answer } = {
  ...goReports,
  ...goDashboard,
  ...goUsers,
  ...goCalltimes,
  ...goCampaigns,
  ...goAgent,
};

const FOLDERS: Readonly<Record<string, object>> = {
  goReports,
  goDashboard,
  goUsers,
  goCalltimes,
  goCampaigns,
  goAgent,
};

const isAction = (name: string): name is GoActionName => Object.hasOwn(ANSWERS, name);

export const isFolder = (name: string): boolean => Object.hasOwn(FOLDERS, name);

/** The answer of an action; undefined if this folder does not have it. Names are case-sensitive. */
export function answerOf(folder: string, action: string): Answer | undefined {
  const served = FOLDERS[folder];
  return served && Object.hasOwn(served, action) && isAction(action) ? ANSWERS[action] : undefined;
}
