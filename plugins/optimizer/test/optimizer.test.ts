import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseCsv } from '../../../src/apps/plugins/formats/csv.ts'
import { openRunner, type TaskResource } from '../../../src/apps/plugins/test/support.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { fourFeatures, targetsOf } from '../../shared/test/running.ts'

const target = targetsOf(1, 2, 3, 4)

test('RUN-9.8 the coordinator brings ridge loss and Nelder-Mead together through webhooks', async (t) => {
  const port = await freePort()
  const runner = `http://127.0.0.1:${port}/runner`
  const { post, get, web } = await openRunner(t, {
    environment: { LYCEUM_RUNNER_BASE_URL: runner, LYCEUM_HTTP_ALLOW: `127.0.0.1:${port}` },
  })
  await web.listen({ host: '127.0.0.1', port })
  const until = async (address: string, isSo: (task: TaskResource) => boolean): Promise<TaskResource> => {
    for (let asked = 0; asked < 400; asked++) {
      const task: TaskResource = (await get(address)).json()
      if (isSo(task)) return task
      assert.notEqual(task.status, 'FAILURE', task.log)
      await sleep(100)
    }
    throw new Error(`It did not come so far: ${(await get(address)).body}`)
  }
  const openStepOf = (task: TaskResource) => task.steps?.find(({ cleared }) => !cleared)

  const started = await post('/plugins/optimizer@v1-0-2/process-setup/', {
    features: fourFeatures,
    target,
    objectiveFunctionPluginSelector: `${runner}/plugins/ridge-loss@v1-0-1/`,
    minimizerPluginSelector: `${runner}/plugins/scipy-minimizer@v1-0-1/`,
  })
  const address = String(started.headers.location)
  const first = openStepOf(await until(address, (task) => openStepOf(task)?.stepId === 'of_setup'))
  assert.match(first?.href ?? '', /hyperparameter\/\?callback=http%3A/)
  const objectiveTask = String((await post(String(first?.href), { alpha: '0' })).headers.location)
  const second = openStepOf(await until(address, (task) => openStepOf(task)?.stepId === 'minimizer_setup'))
  const minimizerTask = String((await post(String(second?.href), { method: 'nelder_mead' })).headers.location)
  const done = await until(address, ({ status }) => status === 'SUCCESS')

  assert.deepEqual(
    done.steps?.map(({ stepId, cleared }) => [stepId, cleared]),
    [
      ['of_setup', true],
      ['minimizer_setup', true],
    ],
  )
  const objective: TaskResource = (await get(objectiveTask)).json()
  assert.equal(objective.status, 'SUCCESS')
  assert.deepEqual(
    objective.steps?.map(({ stepId, cleared }) => [stepId, cleared]),
    [
      ['pass_data', true],
      ['evaluate', true],
    ],
  )
  const minimizer: TaskResource = (await get(minimizerTask)).json()
  assert.deepEqual(
    minimizer.steps?.map(({ stepId }) => stepId),
    ['minimize'],
  )
  assert.deepEqual(
    done.outputs.map(({ name, href }) => [name, href]),
    [['final_weights_scipy_Nelder-Mead.csv', minimizer.outputs[0]?.href]],
  )
  const [, row] = parseCsv((await get(String(done.outputs[0]?.href))).body)
  assert.ok(Math.abs(Number(row?.[2]) - 1) < 1e-3 && Math.abs(Number(row?.[3]) - 2) < 1e-3, String(row))

  const late = await post(
    `${new URL(`${runner}/plugins/optimizer@v1-0-2/task/1/minimizer-webhook/`).pathname}?source=http://x/&event=steps`,
  )
  assert.equal(late.statusCode, 404)
})

test('RUN-8.3.21 other forms of a partner stand among the coordinator’s, and its failure is told with its log', async (t) => {
  const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'partners')
  const { post, get } = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS } })
  const runner = 'http://127.0.0.1:5000/runner/plugins'
  const openStepOf = (task: TaskResource) => task.steps?.find(({ cleared }) => !cleared)
  const until = async (address: string, isSo: (task: TaskResource) => boolean): Promise<TaskResource> => {
    for (let asked = 0; asked < 400; asked++) {
      const task: TaskResource = (await get(address)).json()
      if (isSo(task)) return task
      await sleep(50)
    }
    throw new Error(`It did not come so far: ${(await get(address)).body}`)
  }
  const begin = async (): Promise<{ address: string; step: { stepId: string; href: string; uiHref: string } }> => {
    const started = await post('/plugins/optimizer@v1-0-2/process-setup/', {
      features: fourFeatures,
      target,
      objectiveFunctionPluginSelector: `${runner}/asking-objective@v1-0-0/`,
      minimizerPluginSelector: `${runner}/scipy-minimizer@v1-0-1/`,
    })
    const address = String(started.headers.location)
    const setup = openStepOf(await until(address, (task) => openStepOf(task)?.stepId === 'of_setup'))
    await post(String(setup?.href), {})
    const step = openStepOf(await until(address, (task) => openStepOf(task)?.stepId === 'of.really'))
    return { address, step: step ?? { stepId: '', href: '', uiHref: '' } }
  }

  const failing = await begin()
  assert.ok(failing.step.href.startsWith(`${runner}/asking-objective@v1-0-0/`), failing.step.href)
  assert.match((await get(failing.step.uiHref)).body, /Really\?/)
  await post(failing.step.href, { fails: 'on' })
  const failed = await until(failing.address, ({ status }) => status !== 'PENDING')
  assert.equal(failed.status, 'FAILURE')
  assert.match(failed.log, /----- its log -----\nIt was asked to fail\.\n----- end of its log -----/)

  const going = await begin()
  await post(going.step.href, {})
  const further = await until(going.address, (task) => openStepOf(task)?.stepId === 'minimizer_setup')
  assert.deepEqual(
    further.steps?.map(({ stepId }) => stepId),
    ['of_setup', 'of.really', 'minimizer_setup'],
  )
})
