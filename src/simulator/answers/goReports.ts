import { agentFigures } from './agentFigures.ts';
import { callRecords } from './callRecords.ts';

export const goReports = { ...callRecords, ...agentFigures } as const;
