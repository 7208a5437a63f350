"""The life of a power (赋权): from the town's menu through tests, plan, papers and readiness to use and return."""
