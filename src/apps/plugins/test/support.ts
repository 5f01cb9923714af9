import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LightMyRequestResponse } from 'fastify'
import { type HouseOptions, openHouse, type TestHouse } from '../../../../test/support/house.ts'
import type { Config } from '../../../config.ts'
import { describeFiles } from '../loading/describing-files.ts'
import { installedFolders } from '../loading/installing.ts'
import { pluginFilesIn } from '../loading/plugin-files.ts'

/** A house whose plugins run, asked as other programs ask it. */
export type TestRunner = TestHouse &
  Readonly<{
    /** Paths below the runner's root, or absolute addresses of it. */
    get: (path: string, headers?: Record<string, string>) => Promise<LightMyRequestResponse>
    post: (
      path: string,
      form?: Record<string, string>,
      headers?: Record<string, string>,
    ) => Promise<LightMyRequestResponse>
    /** Polls a task until it has ended, or waits for a form. */
    settled: (path: string, headers?: Record<string, string>) => Promise<TaskResource>
  }>

export type TaskResource = {
  status: string
  log: string
  progress?: { value: number; start: number; target: number; unit: string }
  steps?: { stepId: string; href: string; uiHref: string; cleared: boolean }[]
  outputs: { href: string; dataType: string; contentType: string; name: string }[]
  links: { type: string; href: string }[]
}

export async function openRunner(t: TestContext, options: HouseOptions = {}): Promise<TestRunner> {
  const environment = { LYCEUM_RUNNER_ACCESS: 'open', ...options.environment }
  const house = await openHouse(t, { worker: true, ...options, environment })
  const pathOf = (path: string): string =>
    /^https?:/.test(path)
      ? path.slice(new URL(path).origin.length)
      : path.startsWith('/runner')
        ? path
        : `/runner${path}`
  const get: TestRunner['get'] = (path, headers = {}) => house.web.inject({ method: 'GET', url: pathOf(path), headers })
  const post: TestRunner['post'] = (path, form = {}, headers = {}) =>
    house.web.inject({
      method: 'POST',
      url: pathOf(path),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(form).toString(),
    })
  const settled: TestRunner['settled'] = async (path, headers) => {
    for (let asked = 0; asked < 600; asked++) {
      const task: TaskResource = (await get(path, headers)).json()
      if (task.status !== 'PENDING' || task.steps?.some((step) => !step.cleared)) return task
      await sleep(50)
    }
    throw new Error('The task did not settle within 30 s.')
  }
  return { ...house, get, post, settled }
}

/** What is installed into an instance, loaded without the stock plugins, which would take most of the time. */
export async function installedOf(places: Pick<Config, 'instance'>) {
  const found = await Promise.all((await installedFolders(places)).map(pluginFilesIn))
  const described = await describeFiles(
    found.flatMap(({ files }) => files),
    10_000,
  )
  return {
    find: (identifier: string) => described.find(({ plugin }) => plugin?.identifier === identifier)?.plugin,
  }
}
