package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// hostClass says what kind of machine this is, and not which.
func hostClass() string {
	class := fmt.Sprintf("%s-%s-%dcpu", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return class
	}
	var kB int
	if _, err := fmt.Sscanf(string(text), "MemTotal: %d", &kB); err != nil {
		return class
	}
	return fmt.Sprintf("%s-%dgb", class, (kB+1<<19)>>20)
}

// loadAverage is that of the last minute: a machine that was busy with
// something else measures badly.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// checkout returns the folder with go.mod, at or above the current one.
func checkout() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("run bench inside a checkout of Rialto")
		}
		dir = filepath.Dir(dir)
	}
}

// tick is the unit of CPU times in /proc, on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// stat is what /proc says of a process.
type stat struct {
	name   string
	parent int
	cpu    time.Duration
	reaped time.Duration // what its ended children had used
}

func statOf(pid int) (stat, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, err
	}
	// The name is in parentheses and may hold any character.
	begin, end := strings.IndexByte(string(text), '('), strings.LastIndexByte(string(text), ')')
	f := strings.Fields(string(text[end+1:]))
	var n [5]int
	for i, at := range []int{1, 11, 12, 13, 14} {
		if n[i], err = strconv.Atoi(f[at]); err != nil {
			return stat{}, err
		}
	}
	return stat{
		name: string(text[begin+1 : end]), parent: n[0],
		cpu: time.Duration(n[1]+n[2]) * tick, reaped: time.Duration(n[3]+n[4]) * tick,
	}, nil
}

// postgresCPU is what all PostgreSQL processes below this one have used. It is
// zero where there is no /proc.
func postgresCPU() (sum time.Duration) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0
	}
	all := map[int]stat{}
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			if s, err := statOf(pid); err == nil {
				all[pid] = s
			}
		}
	}
	for pid, s := range all {
		if s.name != "postgres" {
			continue
		}
		for up := pid; up != 0; up = all[up].parent {
			if up == os.Getpid() {
				sum += s.cpu + s.reaped
				break
			}
		}
	}
	return sum
}

// ownCPU is what this process has used.
func ownCPU() time.Duration {
	s, err := statOf(os.Getpid())
	if err != nil {
		return 0
	}
	return s.cpu
}

// residentBytes is the memory that a process holds.
func residentBytes(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	var kB int64
	if _, err := fmt.Sscan(rest, &kB); err != nil {
		return 0, fmt.Errorf("read resident size: %w", err)
	}
	return kB << 10, nil
}
