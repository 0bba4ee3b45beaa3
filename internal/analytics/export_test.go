package analytics

// ContinueRecount is what the chore does.
var ContinueRecount = (*Service).continueRecount

// MaxPages is how many pages a Counter holds.
const MaxPages = maxPages
