import { closedTable, defineAdminTable, timeColumn } from '../admin/tables/declaring.ts'

const readAgain = 'It is read again from the server when it is old.'

const byItself = 'Politeness is kept by the house itself: a changed row could make it ask a server too often.'

const hosts = closedTable(byItself, {
  name: 'http_hosts',
  title: 'Servers',
  icon: 'globe',
  about: 'What all processes remember of a server that they ask.',
  key: ['politeness_key'],
  columns: [
    { name: 'politeness_key', title: 'Server', type: 'code' },
    { name: 'version', title: 'Version', type: 'number', isHidden: true },
    timeColumn('next_at', 'Next request'),
    timeColumn('paused_until', 'Asked for quiet until'),
    { name: 'slots', title: 'Under way', type: 'json' },
    { name: 'failed_at', title: 'Failures', type: 'json' },
    { name: 'breaker_ms', title: 'Rests for (ms)', type: 'number', isHidden: true },
    timeColumn('breaker_until', 'Rests until'),
    { name: 'forgiven', title: 'Forgiven', type: 'json' },
    timeColumn('changed_at', 'Changed'),
  ],
  search: [{ column: 'politeness_key', how: 'contains' }],
})

const robots = defineAdminTable({
  name: 'http_robots',
  title: 'robots.txt',
  icon: 'robot',
  about: 'What a server allows to robots, and until when the house believes it.',
  key: ['origin'],
  columns: [
    { name: 'origin', title: 'Server', type: 'code' },
    { name: 'verdict', title: 'Verdict', type: 'choice', choices: ['rules', 'all', 'none'] },
    { name: 'rules', title: 'Rules', type: 'json' },
    { name: 'crawl_delay_ms', title: 'Pause (ms)', type: 'number' },
    timeColumn('fetched_at', 'Read'),
    timeColumn('expires_at', 'Until'),
  ],
  search: [{ column: 'origin', how: 'contains' }],
  closed: { create: readAgain, edit: readAgain },
  consequences: ['The house reads it again before it next asks that server for anything.'],
})

export const adminTables = [hosts, robots]
