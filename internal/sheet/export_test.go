package sheet

var (
	Escape    = escape
	Unescape  = unescape
	SplitTags = splitTags
	JoinTags  = joinTags
)
