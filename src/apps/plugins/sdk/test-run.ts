import type { KnownPlugin } from '../loading/catalogue.ts'
import type { FormDescription } from '../loading/description.ts'
import { ChildFailure } from '../running/child.ts'
import type { Children } from '../running/children.ts'
import type { Assignment, Outcome, Progress } from '../running/messages.ts'
import type { Fields } from './fields.ts'
import type { NextStep, Waiting } from './plugin.ts'
import type { PretendedHouse, TestFile, TestOutput } from './pretended-house.ts'
import type { TestRun } from './testing.ts'
import { readForm, type Sent } from './values.ts'

/** What a test fills in: as it would be typed, or as plain values, or files. */
export type Given = Readonly<Record<string, string | number | boolean | TestFile | readonly (string | number)[]>>

export type OpenRun = Readonly<{
  submitFirst: (values: Given) => Promise<TestRun>
  call: (method: string, path: string, body: unknown) => Promise<unknown>
}>

const usualMemoryMb = 512
/** A test that waits longer than this for one job has found something. */
const usualTimeoutMs = 60_000

let lastNumber = 0

/** One task of a plugin in a test. */
export function openRun(plugin: KnownPlugin, children: Children, house: PretendedHouse): OpenRun {
  const number = ++lastNumber
  const outputs: TestOutput[] = []
  const links: { type: string; href: string }[] = []
  const lines: string[] = []
  let progress: Progress | null = null
  let status: TestRun['status'] = 'PENDING'
  let step: TestRun['step'] = null
  let data: Record<string, unknown> = {}
  const reactions: { name: string; values: Readonly<Record<string, unknown>> }[] = []

  async function work(job: Pick<Assignment, 'kind' | 'name' | 'values'> & Partial<Assignment>): Promise<Outcome> {
    const { file, limits, needs, identifier, name, version } = plugin
    const { memoryMb = usualMemoryMb, diskMb, timeoutMs = usualTimeoutMs } = limits
    const loan = await children.borrow({ file, memoryMb, diskMb, needs, hosts: [], personId: '' })
    const assignment: Assignment = {
      file,
      task: { number, url: `https://lyceum.test/tasks/${number}/`, status, openStepId: step?.id ?? null },
      plugin: { identifier, name, version, url: `https://lyceum.test/plugins/${identifier}/` },
      stepId: null,
      button: null,
      data,
      scratch: loan.scratch,
      ...job,
    }
    try {
      const react = async (name: string, values: Assignment['values']) => void reactions.push({ name, values })
      const asks = house.asksFor({ scratch: loan.scratch, outputs, links, react })
      return await loan.child.work(assignment, {
        asks,
        log: (line) => void lines.push(line),
        progress: (next) => {
          progress = next
        },
        signal: AbortSignal.timeout(timeoutMs),
      })
    } finally {
      await loan.giveBack()
    }
  }

  async function carryOut(job: Parameters<typeof work>[0]): Promise<TestRun> {
    try {
      const outcome = await work(job)
      data = outcome.data
      settle(outcome.result)
    } catch (error) {
      if (!(error instanceof ChildFailure)) throw error
      const { name, message } = error.failure
      lines.push(name === 'PluginError' ? message : `${name}: ${message}`)
      status = 'FAILURE'
    }
    return told()
  }

  function settle(result: unknown): void {
    if (isNext(result, 'step')) {
      const { step: name, stepId: id, log, progress: next } = result as NextStep
      step = { id, name, title: plugin.steps[name]?.title ?? name }
      progress = next ?? progress
      if (log) lines.push(log)
    } else if (isNext(result, 'wait')) {
      const { log, clearStep } = result as Waiting
      if (clearStep) step = null
      if (log) lines.push(log)
    } else {
      if (typeof result === 'string') lines.push(result)
      status = 'SUCCESS'
    }
  }

  async function submitForm(fields: Fields, given: Given, job: Parameters<typeof work>[0]): Promise<TestRun> {
    const { values, errors } = readForm(fields, sentOf(fields, given, house))
    if (Object.keys(errors).length > 0) return { ...told(), status: 'REFUSED', errors }
    return carryOut({ ...job, values })
  }

  async function submitStep(given: Given, button: string | undefined): Promise<TestRun> {
    const open = step
    const described = open && plugin.steps[open.name]
    if (!open || !described) throw new Error('No step of this plugin is open.')
    const job = { kind: 'step', name: open.name, stepId: open.id, button: button ?? null, values: {} } as const
    const pressed = button === undefined ? undefined : described.buttons[button]
    if (button !== undefined && !pressed) throw new Error(`The step has no button "${button}".`)
    const parameters = described.hasFieldsFor ? await work({ ...job, kind: 'fields' }) : undefined
    const all = { ...described.inputs, ...((parameters?.result as Fields | undefined) ?? described.parameters) }
    const fields = pressed?.withoutFields ? {} : all
    const { errors } = readForm(fields, sentOf(fields, given, house))
    if (Object.keys(errors).length === 0) step = null
    return submitForm(fields, given, job)
  }

  /** What the endpoint starts is done before its answer is told. */
  async function call(method: string, path: string, body: unknown): Promise<unknown> {
    const endpoint = plugin.endpoints.find((one) => one.method === method && matches(one.path, path))
    if (!endpoint) throw new Error(`The plugin has no endpoint ${method} ${path}.`)
    const values = { ...requestOf(endpoint.path, path), body }
    const { result } = await work({ kind: 'endpoint', name: `${method} ${endpoint.path}`, values })
    for (const reaction of reactions.splice(0)) await carryOut({ kind: 'reaction', ...reaction })
    return result
  }

  const told = (): TestRun => ({
    status,
    errors: {},
    log: lines.join('\n'),
    progress,
    outputs: [...outputs],
    links: [...links],
    step,
    data,
    submit: (values = {}, button) => submitStep(values, button),
    react: (reaction, values = {}) => carryOut({ kind: 'reaction', name: reaction, values }),
    call: async (method, path, body) => ({ answer: await call(method, path, body), run: told() }),
  })

  return {
    submitFirst: (values) => submitForm(fieldsOf(plugin), values, { kind: 'run', name: null, values: {} }),
    call,
  }
}

const fieldsOf = ({ inputs, parameters }: Pick<FormDescription, 'inputs' | 'parameters'>): Fields => ({
  ...inputs,
  ...parameters,
})

const isNext = (result: unknown, next: string): boolean =>
  typeof result === 'object' && result !== null && 'next' in result && result.next === next

/** As a browser would send it. */
function sentOf(fields: Fields, given: Given, house: PretendedHouse): Sent {
  const textOf = (name: string, value: Given[string]): string | string[] => {
    if (typeof value === 'object' && 'content' in value) return house.addressOf(value)
    if (typeof value !== 'object') return String(value)
    const { kind, separator } = fields[name] ?? {}
    return kind === 'list' ? value.join(separator === 'lines' ? '\n' : ',') : value.map(String)
  }
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, textOf(name, value)]))
}

function requestOf(pattern: string, address: string) {
  const { pathname, searchParams } = new URL(address, 'https://lyceum.test/')
  const parts = pathname.slice(1).split('/')
  const params = pattern.split('/').map((part, at) => [part.slice(1), part.startsWith(':') ? parts[at] : undefined])
  return {
    params: Object.fromEntries(params.filter(([, value]) => value !== undefined)),
    query: Object.fromEntries(searchParams),
  }
}

function matches(pattern: string, address: string): boolean {
  const { pathname } = new URL(address, 'https://lyceum.test/')
  const [parts, wanted] = [pathname.slice(1).split('/'), pattern.split('/')]
  return parts.length === wanted.length && wanted.every((part, at) => part.startsWith(':') || part === parts[at])
}
