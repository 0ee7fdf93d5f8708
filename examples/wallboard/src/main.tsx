import { render } from 'preact';
import { AgentCountsDocument, AgentStatusDocument, TodayDocument } from '../gql/graphql.ts';
import { Board } from './board.tsx';
import { serverNow } from './clock.ts';
import { follow, poll } from './connection.ts';
import { Floor, type Source } from './floor.ts';

const TODAY_EVERY_MS = 30_000;

const root = document.getElementById('wallboard');
if (!root) throw new Error('The page has no element for the wallboard.');
root.replaceChildren();

const floor = new Floor();

const draw = (): void => render(<Board floor={floor} now={floor.lostAt ?? serverNow()} />, root);

// Events come in bursts: the page is drawn once for all that came since the last frame.
let frame = 0;
const drawSoon = (): void => {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(draw);
};

const listener = <Data,>(source: Source, onData: (data: Data) => void) => ({
  onData: (data: Data) => {
    onData(data);
    drawSoon();
  },
  onLink: (link: Floor['links'][Source]) => {
    floor.setLink(source, link);
    drawSoon();
  },
});

void follow(AgentCountsDocument, {
  ...listener('counts', ({ agentCounts }) => floor.setCounts(agentCounts)),
  onConnect: () => undefined,
});
void follow(AgentStatusDocument, {
  ...listener('agents', ({ agentStatus }) => floor.setAgent(agentStatus)),
  onConnect: () => floor.beginAgents(),
});
void poll(
  TodayDocument,
  TODAY_EVERY_MS,
  listener('today', (today) => floor.setToday(today)),
);

// The ages tick.
setInterval(draw, 1000);
draw();
