import './agent.ts';
import './agentAccount.ts';
import './agentDay.ts';
import './agentLive.ts';
import './callTime.ts';
import './campaign.ts';
import './campaignSettings.ts';
import './dashboard.ts';
import './hopper.ts';
import './node.ts';
import './portfolio.ts';
import './profile.ts';
import './timeUsage.ts';
import { builder } from './builder.ts';

/** The whole graph. */
export const schema = builder.toSchema();
