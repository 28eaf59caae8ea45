import test from "ava";
import * as gainful from "../../index.ts";
import * as langchain from "../../lib/drop-in/langchain.ts";

test("the names are LangChain's, the functions are the package's own", (t) => {
  t.deepEqual(Object.keys(langchain), ["maximalMarginalRelevance"]);
  t.is(langchain.maximalMarginalRelevance, gainful.maximalMarginalRelevance);
});
