#include "ui/views/spoken_results.h"

#include "ui/views/wording.h"

namespace embedscope {

QVariant SpokenResults::data(const QModelIndex& index, int role) const
{
    if (role != Qt::AccessibleTextRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return ResultsModel::data(index, role);
    const SearchResultRow& result = row(index.row());
    QStringList words = {result.documentName};
    if (!result.place.isEmpty())
        words.append(result.place);
    if (index.row() >= firstDoubtfulRow())
        words.append(tr("probably not relevant"));
    words.append(tr("score %1").arg(wording::score(result.hit.score)));
    if (result.hit.closerThan >= 0)
        words.append(tr("closer than %1").arg(wording::percent(100 * result.hit.closerThan)));
    if (result.hit.meaningRank > 0)
        words.append(tr("rank %1 by meaning").arg(result.hit.meaningRank));
    if (result.hit.wordsRank > 0)
        words.append(tr("rank %1 by words").arg(result.hit.wordsRank));
    return tr("%1: %2").arg(words.join(QStringLiteral(", ")), wording::firstWords(result.text, 200));
}

}
