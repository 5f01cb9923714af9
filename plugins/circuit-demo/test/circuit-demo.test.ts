import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openRunner, type TaskResource } from '../../../src/apps/plugins/test/support.ts'

const demo = '/plugins/circuit-demo@v1-0-2'
const runner = 'http://127.0.0.1:5000/runner'

test('RUN-8.3.18 each Bell state has its circuit, and the options say how it is to be run', async (t) => {
  const { get } = await openRunner(t, { worker: false })

  const circuit = await get(`${demo}/circuit/PSI_MINUS/`)
  assert.equal(String(circuit.headers['content-type']).split(';')[0], 'text/x-qasm')
  assert.match(circuit.body, /creg meas\[2\];\nx q\[0\];\nx q\[1\];\nh q\[0\];\ncx q\[0\],q\[1\];\nbarrier/)
  assert.match((await get(`${demo}/circuit/PHI/`)).body, /creg meas\[2\];\nh q\[0\]/)
  assert.equal((await get(`${demo}/circuit/OTHER/`)).statusCode, 404)
  assert.deepEqual((await get(`${demo}/options/?statevector=true`)).json(), { ID: '1', shots: 2048, statevector: true })
  assert.equal((await get(`${demo}/options/`)).json().statevector, false)
})

test('RUN-8.3.18 the executor’s counts and state become results of the demo, without being copied', async (t) => {
  const { get, post } = await openRunner(t)
  const executor = `${runner}/plugins/qiskit-simulator@v1-0-2/`
  const started = await post(`${demo}/process/`, { state: 'PSI', executor, statevector: 'on' })
  const task = await ended(get, String(started.headers.location))

  assert.equal(task.status, 'SUCCESS', task.log)
  assert.deepEqual(
    task.outputs.map(({ name }) => name),
    ['circuit.qasm', 'result-counts.json', 'result-statevector.json'],
  )
  const counts = (await get(task.outputs[1]?.href ?? '')).json()
  assert.deepEqual(
    Object.keys(counts)
      .filter((key) => /^[01]+$/.test(key))
      .sort(),
    ['01', '10'],
  )
  assert.equal(counts['01'] + counts['10'], 2048)
  const source = /(http\S+)/.exec(task.log)?.[1] ?? ''
  const theirs: TaskResource = (await get(source)).json()
  assert.ok(theirs.outputs.some(({ href }) => href === task.outputs[1]?.href))

  const late = await post(`${demo}/continue/1/?${new URLSearchParams({ source, event: 'status' })}`)
  assert.equal(late.statusCode, 404, 'an ended task hears no more')
})

test('RUN-8.3.18 forms of the executor stand among the demo’s own, and its failure is told with its log', async (t) => {
  const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'executors')
  const { get, post, settled } = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS } })
  const executor = `${runner}/plugins/asking-executor@v1-0-0/`
  const started = await post(`${demo}/process/`, { executor })
  const address = String(started.headers.location)
  const waiting = await settled(address)

  const [step] = waiting.steps ?? []
  assert.equal(step?.stepId, 'executor.authentication')
  const source = /(http\S+)/.exec(waiting.log)?.[1] ?? ''
  for (const event of ['steps', 'status', 'steps'])
    assert.equal((await post(`${demo}/continue/1/?${new URLSearchParams({ source, event })}`)).statusCode, 303)
  const foreign = await post(`${demo}/continue/1/?${new URLSearchParams({ source: `${source}9`, event: 'steps' })}`)
  assert.equal(foreign.statusCode, 404)
  await post(step?.href ?? '', { token: 'wrong' })
  const task = await ended(get, address)

  assert.equal(task.status, 'FAILURE')
  assert.match(task.log, /----- its log -----\nThe token “wrong” is none\.\n----- end of its log -----/)
  assert.equal(task.steps?.length, 1, 'hearing of a form twice opens it once')
})

async function ended(
  get: (path: string) => Promise<{ json: () => TaskResource }>,
  address: string,
): Promise<TaskResource> {
  for (let asked = 0; asked < 400; asked++) {
    const task = (await get(address)).json()
    if (task.status !== 'PENDING') return task
    await sleep(50)
  }
  throw new Error('The task did not end within 20 s.')
}
