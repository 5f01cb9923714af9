import { closedTable, personColumn, timeColumn } from '../../../platform/admin/tables/declaring.ts'
import { links } from '../links.ts'
import { toPaper } from './declaring.ts'

const byCollector = 'The collector alone writes here; it is started, stopped and planned on its own pages.'

const hourPlans = closedTable(byCollector, {
  name: 'papers_hour_plans',
  title: 'Plans of hours',
  icon: 'clock',
  about: 'How many papers an hour was given, and how many it began.',
  key: ['bucket_start'],
  columns: [
    timeColumn('bucket_start', 'From'),
    timeColumn('bucket_end', 'Until', { isHidden: true }),
    { name: 'local_date', title: 'Day', type: 'text', isHidden: true },
    { name: 'hour', title: 'Hour', type: 'number' },
    { name: 'timezone', title: 'Time zone', type: 'text', isHidden: true },
    { name: 'quota', title: 'Share', type: 'number' },
    { name: 'planned', title: 'Planned', type: 'number' },
    { name: 'started', title: 'Begun', type: 'number' },
    { name: 'rng_key', title: 'Random key', type: 'code', isHidden: true },
    { name: 'state', title: 'State', type: 'choice', choices: ['planned', 'skipped', 'closed'] },
    { name: 'reason', title: 'Reason', type: 'text' },
    timeColumn('created_at', 'Made', { isHidden: true }),
  ],
})

const volumes = closedTable('The daily volume is changed under Schedule; old ones stay as history.', {
  name: 'papers_volumes',
  title: 'Daily volumes',
  icon: 'speedometer',
  about: 'How many papers a day the collector may take, and since when.',
  key: ['version'],
  page: () => links.schedule(),
  columns: [
    { name: 'version', title: 'Version', type: 'number' },
    { name: 'papers_per_day', title: 'Papers a day', type: 'number' },
    timeColumn('valid_from', 'Since'),
    personColumn('set_by', 'Set by'),
  ],
})

const weights = closedTable('Weights are changed under Schedule; old ones stay as history.', {
  name: 'papers_weights',
  title: 'Weights of hours',
  icon: 'bar-chart',
  about: 'How the daily volume is spread over the hours, and since when.',
  key: ['version'],
  page: () => links.schedule(),
  columns: [
    { name: 'version', title: 'Version', type: 'number' },
    { name: 'weights_json', title: 'Weights', type: 'json' },
    { name: 'timezone', title: 'Time zone', type: 'text' },
    { name: 'preset', title: 'Preset', type: 'text' },
    timeColumn('valid_from', 'Since'),
    personColumn('set_by', 'Set by'),
  ],
})

const collector = closedTable(byCollector, {
  name: 'papers_collector',
  title: 'Collector',
  icon: 'cloud-download',
  about: 'The one row that says what the collector is doing.',
  key: ['id'],
  page: () => links.collector(),
  columns: [
    { name: 'id', title: 'Id', type: 'number', isHidden: true },
    {
      name: 'state',
      title: 'State',
      type: 'choice',
      choices: ['stopped', 'running', 'paused', 'draining', 'emergency'],
    },
    timeColumn('changed_at', 'Since'),
    personColumn('changed_by', 'By'),
    { name: 'reason', title: 'Reason', type: 'text' },
    timeColumn('last_planned_bucket', 'Last planned hour'),
    { name: 'generation', title: 'Stops', type: 'number', isHidden: true },
  ],
})

const planned = closedTable(byCollector, {
  name: 'papers_planned',
  title: 'Planned papers',
  icon: 'hourglass-split',
  about: 'A planned or running processing of one paper.',
  key: ['paper_id'],
  target: ({ paper_id }) => `papers/paper/${paper_id}`,
  columns: [
    toPaper,
    { name: 'job_id', title: 'Job', type: 'code', refersTo: 'tasks_jobs' },
    timeColumn('run_at', 'Not before'),
    timeColumn('bucket_start', 'Plan'),
    timeColumn('deferred_until', 'Was due', { isHidden: true }),
    personColumn('asked_by', 'Asked by'),
    timeColumn('started_at', 'Began'),
    timeColumn('created_at', 'Made', { isHidden: true }),
  ],
})

/** The collector, its schedule and its plans. */
export const collectingTables = [hourPlans, volumes, weights, collector, planned]
