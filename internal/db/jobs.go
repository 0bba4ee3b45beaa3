package db

// JobsSchema holds River's tables, which River's own migrations make.
const JobsSchema = "jobs"

// JobsUnindexed are indexes of River's that are dropped. They serve questions about
// what is inside of jobs, which nobody asks, and cost more than all other indexes: a
// job is written anew with each of its states.
var JobsUnindexed = []string{"river_job_args_index", "river_job_metadata_index"}
