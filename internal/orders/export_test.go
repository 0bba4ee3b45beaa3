package orders

// ForgetRequests is a chore, which tests run when they want.
var ForgetRequests = (*Service).forgetRequests
