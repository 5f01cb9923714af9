/** Opens the instance in a thread of its own and tells the secret it found or made. */
import { parentPort, workerData } from 'node:worker_threads'
import { openInstance } from '../instance.ts'

parentPort?.postMessage(openInstance(workerData).secret)
