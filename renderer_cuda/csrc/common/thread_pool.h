// SPDX-License-Identifier: MIT
// Runs numbered tasks on all cores. A task's result must not depend on which thread runs it, or when.
#pragma once

#include <functional>

namespace photosculpture {

// Calls task(0) ... task(count - 1), each once, on at most `threads` threads (the caller is one of them), and returns
// when all are done. An exception in a task is rethrown here.
void parallel_for(int count, int threads, const std::function<void(int)>& task);

}  // namespace photosculpture
