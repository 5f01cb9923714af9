import { checkTraining, type Objective, type TrainingData } from '../shared/objectives/objective.ts'

/** Output of the network for one row; `hidden` receives what its neurons pass on. */
type Forward = (weights: Float64Array, row: number, hidden: Float64Array) => number

/**
 * The mean squared error of σ(W2·relu(W1·x + b1) + b2) with `neurons` hidden neurons, sample by sample. Weights stand
 * in the order W1 (neuron after neuron), b1, W2, b2.
 *
 * @see D. Rumelhart, G. Hinton, R. Williams, Learning representations by back-propagating errors (1986)
 */
export function networkLoss(data: TrainingData, neurons: number): Objective {
  checkTraining(data)
  if (!Number.isInteger(neurons) || neurons < 1) throw new RangeError('There must be at least one neuron.')
  const { features, target } = data
  const { count, width, values } = features
  const hidden = new Float64Array(neurons)
  const bias = width * neurons
  const outward = bias + neurons
  const last = outward + neurons
  const forward = forwardOf(data, neurons)

  return {
    weightCount: last + 1,
    loss: (weights) => {
      let sum = 0
      for (let row = 0; row < count; row++) sum += (forward(weights, row, hidden) - (target[row] as number)) ** 2
      return sum / count
    },
    gradient: (weights, into) => {
      into.fill(0)
      for (let row = 0; row < count; row++) {
        const output = forward(weights, row, hidden)
        const slope = (2 * (output - (target[row] as number)) * output * (1 - output)) / count
        into[last] = (into[last] as number) + slope
        for (let neuron = 0; neuron < neurons; neuron++) {
          const passed = hidden[neuron] as number
          if (passed <= 0) continue
          const back = slope * (weights[outward + neuron] as number)
          into[outward + neuron] = (into[outward + neuron] as number) + slope * passed
          into[bias + neuron] = (into[bias + neuron] as number) + back
          for (let index = 0, at = neuron * width; index < width; index++, at++) {
            into[at] = (into[at] as number) + back * (values[row * width + index] as number)
          }
        }
      }
    },
  }
}

function forwardOf({ features: { width, values } }: TrainingData, neurons: number): Forward {
  const bias = width * neurons
  const outward = bias + neurons
  return (weights, row, hidden) => {
    let sum = weights[outward + neurons] as number
    for (let neuron = 0; neuron < neurons; neuron++) {
      let inner = weights[bias + neuron] as number
      for (let index = 0, at = neuron * width; index < width; index++, at++) {
        inner += (weights[at] as number) * (values[row * width + index] as number)
      }
      hidden[neuron] = Math.max(0, inner)
      sum += (hidden[neuron] as number) * (weights[outward + neuron] as number)
    }
    return 1 / (1 + Math.exp(-sum))
  }
}
