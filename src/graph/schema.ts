import './addLead.ts';
import './agent.ts';
import './agentAccount.ts';
import './agentActivity.ts';
import './agentCall.ts';
import './agentCallFigures.ts';
import './agentDay.ts';
import './agentLive.ts';
import './agentPauses.ts';
import './call.ts';
import './callTime.ts';
import './campaign.ts';
import './campaignCallSummary.ts';
import './campaignSettings.ts';
import './carrierCallList.ts';
import './dashboard.ts';
import './hopper.ts';
import './inboundCall.ts';
import './inboundDay.ts';
import './lead.ts';
import './node.ts';
import './outboundCall.ts';
import './portfolio.ts';
import './profile.ts';
import './timeUsage.ts';
import { builder } from './builder.ts';

/** The whole graph. */
export const schema = builder.toSchema();
