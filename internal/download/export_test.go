package download

var IsPublic = isPublic
