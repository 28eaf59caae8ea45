import test from "ava";
import { FacilityLocation, maximizeSync, type Objective } from "../../index.ts";
import { custom } from "../support/coverage.ts";
import { INVALID, OUT_OF_RANGE, throws } from "../support/errors.ts";
import { uniformMatrix } from "../support/random.ts";

/** A candidate for each row, a point to represent for each column: sums are exact. */
const SIMILARITY = [
  [0.5, -1, 0.25],
  [0, 0.75, 1],
  [-0.5, 0.25, 0.5],
];

const objective = FacilityLocation.fromSimilaritySync(SIMILARITY);

test("values and gains follow the formula, whatever the order", (t) => {
  t.is(objective.evaluate([]), 0);
  t.is(objective.evaluate([0]), 0.75);
  t.is(objective.evaluate([2, 0]), 1.25);
  t.is(objective.evaluate(Uint32Array.of(0, 2)), 1.25);
  t.is(objective.evaluate([2, 1, 0]), 2.25);
  t.is(objective.gain(1, []), 1.75);
  t.is(objective.gain(1, [2, 0]), 1);
  t.is(objective.gain(2, new Uint8Array([0, 1])), 0);
});

test("a selection has the value and the gains that its elements have, to the last bit", (t) => {
  for (const type of [Float32Array, Float64Array]) {
    const f = FacilityLocation.fromFeaturesSync(uniformMatrix(150, 7, 2, type));
    const { elements, gains, value } = maximizeSync(f, { cardinality: 20 });
    t.is(f.evaluate(elements), value);
    elements.forEach((element, i) =>
      t.is(f.gain(element, elements.subarray(0, i)), gains[i] as number),
    );
  }
});

const OBJECTIVES: Readonly<Record<string, Objective>> = {
  FacilityLocation: FacilityLocation.fromSimilaritySync(uniformMatrix(40, 5, 1)),
  CustomObjective: custom(),
};

for (const [name, f] of Object.entries(OBJECTIVES)) {
  test(`${name} refuses what is no subset, or no element outside it`, (t) => {
    const cases: readonly (readonly [
      call: (f: never) => unknown,
      kind: typeof INVALID,
      message: string,
    ])[] = [
      [
        (g: Objective) => g.evaluate(3 as never),
        INVALID,
        "Expected an array of indices for subset but received 3",
      ],
      [
        (g: Objective) => g.evaluate([1, 40]),
        OUT_OF_RANGE,
        "Expected an integer from 0 to 39 for subset[1] but received 40",
      ],
      [
        (g: Objective) => g.evaluate([1, 0.5]),
        OUT_OF_RANGE,
        "Expected an integer from 0 to 39 for subset[1] but received 0.5",
      ],
      [
        (g: Objective) => g.gain(1, [2, 3, 2]),
        INVALID,
        "Expected distinct indices for subset but received 2 twice",
      ],
      [
        (g: Objective) => g.gain(-1, []),
        OUT_OF_RANGE,
        "Expected an integer from 0 to 39 for element but received -1",
      ],
      [
        (g: Objective) => g.gain("1" as never, []),
        INVALID,
        "Expected an integer from 0 to 39 for element but received '1'",
      ],
      [
        (g: Objective) => g.gain(2, [3, 2]),
        INVALID,
        "Expected an element that is not in subset for element but received 2, which is in subset",
      ],
    ];
    for (const [call, kind, message] of cases) throws(t, () => call(f as never), kind, message);
  });
}
