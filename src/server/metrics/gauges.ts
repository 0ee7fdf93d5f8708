import type { JournalState, LeadJournal } from '../../leads/journal.ts';
import type { LiveFloor } from '../../live/liveFloor.ts';
import type { UpstreamClient } from '../../upstream/client/client.ts';
import type { UpstreamFigures } from '../../upstream/client/upstreamState.ts';
import type { TransportName } from '../../upstream/endpoint.ts';
import type { Replicas } from '../../replicas/replicas.ts';
import type { LiveSubscriptions } from '../live/liveSubscriptions.ts';
import type { OpenRequests } from '../openRequests.ts';
import type { Instruments, Sample } from './instruments.ts';
import { heapLimit, memoryLimit } from './processMetrics.ts';
import { labelOf } from './upstreamMetrics.ts';

/** The sources of gauges. */
export interface Sources {
  readonly client: UpstreamClient;
  readonly journal: LeadJournal;
  readonly live: LiveFloor;
  readonly subscriptions: LiveSubscriptions;
  readonly mostSubscriptions: number;
  readonly open: OpenRequests;
  /** The other servers of the dialer; undefined = this server is alone. */
  readonly replicas?: Pick<Replicas, 'isUp' | 'members'> | undefined;
}

const JOURNAL_STATES = {
  ok: true,
  incomplete: true,
  'in use': true,
  linked: true,
  'not a file': true,
  'other key': true,
  'lease lost': true,
  locked: true,
  full: true,
  'read-only': true,
  corrupt: true,
  deleted: true,
  replaced: true,
  newer: true,
  unavailable: true,
} as const satisfies Record<JournalState, true>;

/** The accounts at the upstreams, as labels. */
const ACCOUNTS: readonly {
  readonly transport: TransportName;
  readonly upstream: string;
  readonly account: string;
}[] = [
  { transport: 'goAPI', upstream: labelOf('DIALER'), account: 'reads' },
  { transport: 'lmapi', upstream: labelOf('DIALER'), account: 'leads' },
  { transport: 'voxo', upstream: labelOf('VOXO'), account: 'reads' },
];

/** Adds the gauges that are read when metrics are scraped. None of them calls an upstream. */
export function addGauges(instruments: Instruments, sources: Sources): void {
  addUpstreamGauges(instruments, sources);
  addLeadGauges(instruments, sources);
  addLiveGauges(instruments, sources);
  const { open, replicas } = sources;
  if (replicas) {
    instruments.gauge('redis_up', '1 if the Redis that servers share can be used.', () =>
      Number(replicas.isUp),
    );
    instruments.gauge(
      'servers',
      'Servers that share the Redis, as last known.',
      () => replicas.members.count,
    );
  }
  instruments.gauge(
    'http_requests_in_flight',
    'HTTP requests under way, subscriptions included.',
    () => open.size,
  );
  instruments.gauge('http_connections', 'Open HTTP connections.', () => open.connections);
  instruments.gauge('memory_limit_bytes', 'The most memory that this process may use.', memoryLimit);
  instruments.gauge('heap_limit_bytes', 'The most bytes that the JavaScript heap may have.', heapLimit);
}

function addUpstreamGauges(instruments: Instruments, { client }: Sources): void {
  const each = (read: (figures: UpstreamFigures) => number) => () =>
    client.figures().map((figures) => ({
      labels: { upstream: labelOf(figures.upstream) },
      value: read(figures),
    }));
  const ofUpstream = (name: string, help: string, read: (figures: UpstreamFigures) => number): void =>
    instruments.gauges(name, help, ['upstream'], each(read));
  ofUpstream('upstream_queue_length', 'Calls that wait for their turn.', ({ waiting }) => waiting);
  ofUpstream('upstream_calls_in_flight', 'Calls in flight.', ({ inFlight }) => inFlight);
  ofUpstream('upstream_slots', 'The most calls in flight.', ({ slots }) => slots);
  ofUpstream(
    'upstream_circuit_open',
    '1 if no call is sent to the upstream: its circuit breaker is open, or it sent Retry-After for three actions.',
    ({ isOpen }) => Number(isOpen),
  );
  ofUpstream('response_cache_answers', 'Answers in the cache.', ({ stored }) => stored.answers);
  ofUpstream(
    'response_cache_bytes',
    'Bytes in the cache: large answers compressed or in columns with their written rows, small ones as received.',
    ({ stored }) => stored.bytes,
  );
  ofUpstream(
    'response_cache_model_bytes',
    'Bytes, as received, of large answers that are kept in the heap as well.',
    ({ stored }) => stored.modelBytes,
  );
  instruments.gauges(
    'upstream_action_circuit_open',
    '1 for each action whose own circuit breaker is open.',
    ['upstream', 'action'],
    () =>
      client
        .figures()
        .flatMap(({ upstream, openActions }) =>
          openActions.map((action) => ({ labels: { upstream: labelOf(upstream), action }, value: 1 })),
        ),
  );
  instruments.gauges(
    'upstream_login_refused',
    '1 if the login of an account was refused, and is not tried at present.',
    ['upstream', 'account'],
    () =>
      ACCOUNTS.filter(({ transport }) => client.isConfigured(transport)).map(({ transport, ...labels }) => ({
        labels,
        value: Number(client.health(transport).isLoginRefused),
      })),
  );
}

function addLeadGauges(instruments: Instruments, { journal }: Sources): void {
  instruments.gauges(
    'lead_journal_state',
    '1 for the state of the lead journal: ok, incomplete, or why it cannot be used.',
    ['state'],
    async () => {
      const current = await journal.state();
      return Object.keys(JOURNAL_STATES).map((state): Sample<'state'> => ({
        labels: { state },
        value: Number(state === current),
      }));
    },
  );
  instruments.gauge(
    'leads_unresolved',
    'Leads of all callers of which nobody knows whether they were added.',
    () => journal.countUnresolved(),
  );
}

function addLiveGauges(instruments: Instruments, { live, subscriptions, mostSubscriptions }: Sources): void {
  instruments.gauge('live_subscriptions', 'Open subscriptions.', () => subscriptions.open.subscriptions);
  instruments.gauge(
    'live_subscriptions_limit',
    'The most subscriptions (LIVE_SUBSCRIPTIONS).',
    () => mostSubscriptions,
  );
  instruments.gauge(
    'live_groups',
    'Different subscriptions: those with the same operation and rights are executed together.',
    () => subscriptions.open.groups,
  );
  instruments.gauges('live_pollers', 'Pollers of the dialer that run, by what they poll.', ['topic'], () =>
    Object.entries(live.pollers()).map(([topic, value]) => ({ labels: { topic }, value })),
  );
}
