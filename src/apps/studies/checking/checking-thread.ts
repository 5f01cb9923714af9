import { parentPort, workerData } from 'node:worker_threads'
import { checkPath } from './checking.ts'

parentPort?.postMessage(await checkPath(workerData))
