# How the layer graph of CMakeLists.txt becomes targets.

find_package(PkgConfig)
if(NOT PKG_CONFIG_FOUND)
    message(FATAL_ERROR "pkg-config is missing: apt-get install pkg-config")
endif()
set(PM_MISSING "")

# pm_package(name module debian-package): find a library; what is missing is collected, and named at once.
function(pm_package name module package)
    pkg_check_modules(PM_${name} IMPORTED_TARGET GLOBAL QUIET ${module})
    if(NOT PM_${name}_FOUND)
        list(APPEND PM_MISSING "${module}: apt-get install ${package}")
        set(PM_MISSING "${PM_MISSING}" PARENT_SCOPE)
    endif()
endfunction()

function(pm_packages_found)
    find_program(PM_COMPILE_RESOURCES glib-compile-resources)
    if(NOT PM_COMPILE_RESOURCES)
        list(APPEND PM_MISSING "glib-compile-resources: apt-get install libglib2.0-dev-bin")
    endif()
    if(PM_MISSING)
        list(JOIN PM_MISSING "\n  " lines)
        message(FATAL_ERROR "Missing libraries, and the Debian packages that have them:\n  ${lines}")
    endif()
endfunction()

# Warnings, sanitizers and hardening, the same for every target.
add_library(pm_flags INTERFACE)
target_compile_options(pm_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wstrict-prototypes -Wvla -Wformat=2 -fno-common
    # clang takes a g_autofree variable that is only there to be freed for unused; gcc knows better, and looks too
    $<$<C_COMPILER_ID:Clang>:-Wno-unused-variable>)
target_compile_definitions(pm_flags INTERFACE _GNU_SOURCE PM_VERSION="${PROJECT_VERSION}"
    G_LOG_DOMAIN="git-postmortem"
    GLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74 GLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74)
if(PM_DEVELOPER)
    target_compile_options(pm_flags INTERFACE -Werror)
endif()
if(PM_SANITIZE)
    target_compile_options(pm_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
        -fno-omit-frame-pointer
        # the tests start thousands of programs: half as long with the checks in registers,
        -O1
        # and at an address of their own, each needs a quarter of a million relocations at its start
        -fno-pie)
    target_link_options(pm_flags INTERFACE -fsanitize=address,undefined -no-pie
        # clang does it by itself
        $<$<C_COMPILER_ID:GNU>:-static-libasan> $<$<C_COMPILER_ID:GNU>:-static-libubsan>)
endif()
if(PM_FUZZ)
    target_compile_options(pm_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(NOT PM_SANITIZE)
    # the fortified calls need optimisation, and hide bugs from AddressSanitizer
    target_compile_options(pm_flags INTERFACE -fstack-protector-strong
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
    target_link_options(pm_flags INTERFACE LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
endif()

# Compile files, named from the project's root, into `layer` as the GResource pm_<layer>_resources, each
# under /<layer>/<its base name>. pm_<layer>_resources_get_resource() is ready from the start of the program.
function(pm_embed target layer)
    set(entries "")
    set(paths "")
    foreach(pattern IN LISTS ARGN)
        file(GLOB found RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${pattern})
        foreach(path IN LISTS found)
            get_filename_component(name ${path} NAME)
            string(APPEND entries "<file alias=\"${name}\">${path}</file>")
            list(APPEND paths ${PROJECT_SOURCE_DIR}/${path})
        endforeach()
    endforeach()
    set(xml ${CMAKE_CURRENT_BINARY_DIR}/${layer}_resources.xml)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${layer}_resources.c)
    file(GENERATE OUTPUT ${xml}
         CONTENT "<gresources><gresource prefix=\"/${layer}\">${entries}</gresource></gresources>")
    add_custom_command(OUTPUT ${out}
        COMMAND ${PM_COMPILE_RESOURCES} --generate-source --internal
                --c-name pm_${layer}_resources --sourcedir ${PROJECT_SOURCE_DIR}
                --target ${out} ${xml}
        DEPENDS ${xml} ${paths} VERBATIM)
    # generated code is not ours to keep warning-free
    set_source_files_properties(${out} PROPERTIES COMPILE_OPTIONS -w SKIP_LINTING ON)
    target_sources(${target} PRIVATE ${out})
endfunction()

# pm_layer(name [USES layer…] [LINKS library…] [EMBEDS pattern…]): all .c files of the folder `name`.
function(pm_layer name)
    cmake_parse_arguments(arg "" "" "USES;LINKS;EMBEDS" ${ARGN})
    foreach(used IN LISTS arg_USES)
        if(NOT TARGET pm_${used})
            message(FATAL_ERROR "layer '${name}' uses '${used}', which is not declared above it")
        endif()
    endforeach()
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.c)
    if(NOT sources) # while the project is being raised
        file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}_empty.c CONTENT "typedef int pm_${name}_empty;\n")
        set(sources ${CMAKE_CURRENT_BINARY_DIR}/${name}_empty.c)
    endif()
    add_library(pm_${name} STATIC ${sources})
    target_include_directories(pm_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    list(TRANSFORM arg_USES PREPEND pm_ OUTPUT_VARIABLE used)
    target_link_libraries(pm_${name} PUBLIC ${used})
    target_compile_options(pm_${name} PRIVATE -Wmissing-prototypes)
    target_link_libraries(pm_${name} PRIVATE pm_flags PUBLIC PkgConfig::PM_glib)
    foreach(library IN LISTS arg_LINKS)
        target_link_libraries(pm_${name} PRIVATE PkgConfig::PM_${library})
    endforeach()
    if(arg_EMBEDS)
        pm_embed(pm_${name} ${name} ${arg_EMBEDS})
        target_link_libraries(pm_${name} PRIVATE PkgConfig::PM_gio)
    endif()
endfunction()

function(pm_program name source)
    cmake_parse_arguments(arg "" "" "USES" ${ARGN})
    add_executable(${name} ${source})
    foreach(used IN LISTS arg_USES)
        target_link_libraries(${name} PRIVATE pm_${used})
    endforeach()
    target_link_libraries(${name} PRIVATE pm_flags)
    install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# pm_manual(program): `git postmortem --help` never reaches the program, git runs `man git-postmortem`. So the page is
# part of the program, and is printed by it from the rows that print -h.
function(pm_manual program)
    set(page ${CMAKE_CURRENT_BINARY_DIR}/${program}.1)
    add_custom_command(OUTPUT ${page}
        COMMAND ${program} help --man > ${page}.part
        COMMAND ${CMAKE_COMMAND} -E rename ${page}.part ${page}
        DEPENDS ${program} COMMENT "Printing ${program}.1" VERBATIM)
    add_custom_target(manual ALL DEPENDS ${page})
    install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endfunction()
