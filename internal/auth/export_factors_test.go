package auth

// What the tests reach into.
var (
	ForgetChallenges = (*Service).forgetChallenges
	LocalPath        = localPath
	MatchStep        = matchStep
)
