// SPDX-License-Identifier: MIT
// Loops whose rounds do not depend on each other, on all processors.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace photosculpture {

// Calls work(i) once for each i from 0 to count - 1, in any order; it must not throw.
template <class Work>
void in_parallel(size_t count, Work work) {
  constexpr size_t block = 256;
  std::atomic<size_t> next{0};
  const auto run = [&] {
    for (size_t begin = next.fetch_add(block); begin < count; begin = next.fetch_add(block)) {
      for (size_t i = begin; i < std::min(count, begin + block); ++i) work(i);
    }
  };
  const size_t processors = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> helpers;
  helpers.reserve(processors);
  try {
    while (helpers.size() + 1 < std::min(processors, (count + block - 1) / block)) helpers.emplace_back(run);
  } catch (const std::system_error&) {  // no more threads to be had: those that there are do it
  }
  run();
  for (std::thread& helper : helpers) helper.join();
}

}  // namespace photosculpture
