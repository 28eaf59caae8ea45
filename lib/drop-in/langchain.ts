/**
 * What LangChain computes in JavaScript, with its names, signatures and results.
 *
 * @module drop-in/langchain
 */

export { maximalMarginalRelevance } from "../submodular/maximal-marginal-relevance.ts";
