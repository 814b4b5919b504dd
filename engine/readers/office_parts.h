// How the parts of an Office Open XML document find each other: relationships. Targets outside of the
// document are left out, so that nothing can be fetched.
#pragma once

#include "engine/readers/zip_container.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

struct Relationship
{
    std::string id;
    std::string type; ///< the last part of its address: "footnotes"
    std::string target; ///< path of the member
};

/// Of a part; "" is the document itself.
std::vector<Relationship> relationshipsOf(const ZipContainer& container, const std::string& part);
/// The member of the first relationship of a type; nullptr when there is none.
const Relationship* findByType(const std::vector<Relationship>& relationships, std::string_view type);
const Relationship* findById(const std::vector<Relationship>& relationships, std::string_view id);

}
