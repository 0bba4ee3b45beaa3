package stripesim

import "net/http"

// Fault is a way for the API to fail. The hosted page and the webhooks go on
// as before. The zero value is none.
type Fault struct {
	Status     int  // answer every call with this status, before it has an effect
	Hang       bool // let every call wait until the caller gives up
	Refuse     bool // cut the connection before a call has an effect
	LoseAnswer bool // cut the connection after it
}

// faults are the names of the control endpoint.
var faults = map[string]Fault{
	"none":   {},
	"error":  {Status: http.StatusInternalServerError},
	"hang":   {Hang: true},
	"refuse": {Refuse: true},
	"lose":   {LoseAnswer: true},
}

// SetFault makes API calls fail from now on; Fault{} ends it. Calls that hang
// go on hanging.
func (s *Server) SetFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

func (s *Server) currentFault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault
}

// serveControl is SetFault for another process: a form with the field fault.
func (s *Server) serveControl(w http.ResponseWriter, r *http.Request) {
	f, ok := faults[r.FormValue("fault")]
	if !ok {
		http.Error(w, "fault must be one of none, error, hang, refuse, lose", http.StatusBadRequest)
		return
	}
	s.SetFault(f)
	w.WriteHeader(http.StatusNoContent)
}
