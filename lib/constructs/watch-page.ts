import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type AlarmEntry, type Section, SECTIONS, type Signal } from '../alarms/alarm.ts';
import type { ImpactAlarm } from './impact-alarm.ts';

/** An alarm and what it looks at. */
export interface Shown {
  readonly entry: AlarmEntry;
  readonly metric: IMetric;
  readonly alarm: ImpactAlarm;
}

export interface WatchPageProps {
  readonly prefix: string;
  readonly shown: readonly Shown[];
}

const HEADINGS: Readonly<Record<Section, string>> = {
  inbound: 'Webhooks in',
  clinical: 'The clinical lane',
  marketing: 'The marketing lane',
  people: 'People and their rights',
  ledger: 'The ledger',
  platform: 'What carries all of it',
};

/** Signals of one kind share a graph. */
const GRAPHS: Readonly<Record<Signal['kind'], string>> = {
  log: 'What happened',
  function: 'Functions: errors and throttles',
  'dead-letters': 'Dead letters',
  'failed-runs': 'Failed runs',
  'oldest-work': 'Oldest work (s)',
  smtp: 'Mail by SMTP',
  'mail-in': 'Mail that comes in',
  'table-throttles': 'Tables: throttles',
  api: 'API',
  'api-throttles': 'Answers 429',
  rule: 'Heard by EventBridge',
};

const graphOf = ({ signal }: AlarmEntry): string => {
  if (signal.kind !== 'api') return GRAPHS[signal.kind];
  return signal.metric === 'p99' ? 'API: p99 (ms)' : 'API: share of 5xx';
};

/** Columns of a dashboard. */
const WIDTH = 24;

/** One page, part by part: the state of each alarm, and below it the figures that the alarms look at, and nothing else. */
export class WatchPage extends Construct {
  constructor(scope: Construct, id: string, { prefix, shown }: WatchPageProps) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: prefix,
      widgets: SECTIONS.flatMap((section) =>
        rowsOf(
          section,
          shown.filter(({ entry }) => entry.section === section),
        ),
      ),
    });
  }
}

function rowsOf(section: Section, shown: readonly Shown[]): IWidget[][] {
  const graphs = new Map<string, Shown[]>();
  for (const each of shown) {
    const title = graphOf(each.entry);
    graphs.set(title, [...(graphs.get(title) ?? []), each]);
  }
  return [
    [new TextWidget({ width: WIDTH, height: 1, markdown: `# ${HEADINGS[section]}` })],
    [
      new AlarmStatusWidget({
        ...{ width: WIDTH, height: 3, title: 'Alarms' },
        alarms: shown.map(({ alarm }) => alarm),
      }),
    ],
    [...graphs].map(
      ([title, of]) =>
        new GraphWidget({ title, width: WIDTH / 2, left: of.map(({ metric }) => metric) }),
    ),
  ];
}
