# Kernel files: flags per file, never for the program. No contraction: the same step must give the same bits wherever the
# compiler inlines it. Included by the CMakeLists.txt whose targets are built of these files.
set(kernels ${CMAKE_CURRENT_LIST_DIR})
set(kernel_flags "-O3;-ffp-contract=off")
set_source_files_properties(${kernels}/kernels_scalar.cpp PROPERTIES COMPILE_OPTIONS "${kernel_flags}")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    file(GLOB avx2_files CONFIGURE_DEPENDS ${kernels}/avx2_*.cpp ${kernels}/kernels_avx2.cpp)
    file(GLOB avxvnni_files CONFIGURE_DEPENDS ${kernels}/avxvnni_*.cpp ${kernels}/kernels_avxvnni.cpp)
    file(GLOB avx512_files CONFIGURE_DEPENDS ${kernels}/avx512_*.cpp ${kernels}/kernels_avx512.cpp)
    file(GLOB vnni_files CONFIGURE_DEPENDS ${kernels}/avx512vnni_*.cpp ${kernels}/kernels_avx512vnni.cpp)
    file(GLOB bf16_files CONFIGURE_DEPENDS ${kernels}/avx512bf16_*.cpp)
    set(avx2_flags "${kernel_flags};-mavx2;-mfma;-mf16c")
    set_source_files_properties(${avx2_files} PROPERTIES COMPILE_OPTIONS "${avx2_flags}")
    set_source_files_properties(${avxvnni_files} PROPERTIES COMPILE_OPTIONS "${avx2_flags};-mavxvnni")
    # GCC's own AVX-512 intrinsics read undefined registers on purpose.
    set(avx512_flags "${kernel_flags};-mavx512f;-mavx512bw;-mavx512vl;-mavx512dq;-mfma;-mf16c;-mprefer-vector-width=512"
        "$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>" "$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>")
    set_source_files_properties(${avx512_files} PROPERTIES COMPILE_OPTIONS "${avx512_flags}")
    set_source_files_properties(${vnni_files} PROPERTIES COMPILE_OPTIONS "${avx512_flags};-mavx512vnni")
    set_source_files_properties(${bf16_files} PROPERTIES COMPILE_OPTIONS "${avx512_flags};-mavx512vnni;-mavx512bf16")
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    file(GLOB neon_files CONFIGURE_DEPENDS ${kernels}/neon_*.cpp ${kernels}/kernels_neon.cpp)
    set_source_files_properties(${neon_files} PROPERTIES COMPILE_OPTIONS "${kernel_flags};-march=armv8.2-a+dotprod")
endif()
